"""What the clock does by itself. Each step finds what is due and may be repeated without harm."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import or_, select

from matchmaker.challenges.events import ChallengeExpiring
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services.running import close_challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.events import publish


def expire_due() -> int:
    """Close what has passed its deadline or was not confirmed in time; returns how many."""
    due = or_(Challenge.deadline_at <= clock.now(), Challenge.expires_on < clock.today())
    found = db.session.scalars(select(Challenge).where(Challenge.status == ChallengeStatus.OPEN, due)).all()
    for challenge in found:
        over = challenge.deadline_at is not None and challenge.deadline_at <= clock.now()
        note = _("揭榜截止日已到。") if over else _("有效期已满，没有确认仍有效。")
        close_challenge(SYSTEM, challenge, note)
    return len(found)


def remind_due() -> int:
    """Tell sponsors once, ``EXPIRY_REMINDER_DAYS`` before their challenge expires; returns how many."""
    horizon = clock.today() + timedelta(days=current_app.config["EXPIRY_REMINDER_DAYS"])
    due = (
        Challenge.status == ChallengeStatus.OPEN,
        Challenge.expires_on <= horizon,
        Challenge.reminded_on.is_(None),
    )
    found = db.session.scalars(select(Challenge).where(*due)).all()
    for challenge in found:
        challenge.reminded_on = clock.today()
        audit.record("challenge", challenge.id, "remind", SYSTEM, after=str(challenge.expires_on))
        publish(ChallengeExpiring(challenge.id))
    return len(found)

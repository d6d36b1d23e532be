"""Introductions for tests in any state, written straight into the database."""

from __future__ import annotations

from typing import Any

from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.vocabulary import ExitReason, IntroductionStatus, Party
from matchmaker.kernel import clock

S = IntroductionStatus


def make_introduction(
    status: IntroductionStatus, challenge: Challenge, target: Achievement | Expert, **values: Any
) -> Introduction:
    """A pair with the dates its state needs."""
    fields: dict[str, Any] = {
        "status": status,
        "challenge": challenge,
        "achievement": target if isinstance(target, Achievement) else None,
        "expert": target if isinstance(target, Expert) else None,
    }
    if status not in (S.SUGGESTED, S.SHORTLISTED, S.DISMISSED):
        fields |= {"introduced_at": clock.now(), "answer_due_on": clock.today()}
    if status in (S.ENGAGED, S.CONVERTED):
        fields |= {"need_agreed_at": clock.now(), "offer_agreed_at": clock.now()}
    if status in (S.DISMISSED, S.DECLINED):
        fields["reason"] = ExitReason.FIELD
    if status is S.DECLINED:
        fields["declined_by"] = Party.OFFER
    if status is S.CONVERTED:
        fields |= {"contract_value": 5_000_000, "signed_on": clock.today()}
    introduction = Introduction(**{**fields, **values})
    db.session.add(introduction)
    db.session.commit()
    return introduction

"""Between screening and board: the experts' assessment and the notice, which `assessments` runs."""

from __future__ import annotations

from datetime import date

from matchmaker.challenges.events import ChallengeOnNotice
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.events import publish


def begin_assessment(actor: Actor, challenge: Challenge) -> None:
    WORKFLOW.apply(challenge, "assess", actor)


def give_notice(actor: Actor, challenge: Challenge, starts_on: date, ends_on: date) -> None:
    """Announced for objections until the last day; then staff issue it."""
    with db.session.no_autoflush:
        challenge.need_notice_starts_on, challenge.need_notice_ends_on = starts_on, ends_on
        WORKFLOW.apply(challenge, "give_notice", actor)
    publish(ChallengeOnNotice(challenge.id))

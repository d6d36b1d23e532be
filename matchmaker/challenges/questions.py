"""Who may do what with a bidder's question, its state machine, and until when questions may be asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_

from matchmaker.calls.rules import CallRules
from matchmaker.challenges.models import Challenge, ClarificationQuestion
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus, QuestionStatus
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff
from matchmaker.kernel.workflow import Transition, Workflow


class QuestionPermission(StrEnum):
    ANSWER = "question:answer"
    ASK = "question:ask"  # of a challenge
    READ = "question:read"
    TAKE_BACK = "question:take-back"


def is_for_everybody(actor: Actor, question: ClarificationQuestion) -> bool:
    return question.status is QuestionStatus.ANSWERED and question.challenge.status in PUBLISHED


def is_asker(actor: Actor, question: ClarificationQuestion) -> bool:
    """Any member of the organization that asked."""
    return actor.belongs_to(question.asker_id)


def is_of_sponsor(actor: Actor, question: ClarificationQuestion) -> bool:
    return actor.belongs_to(question.challenge.sponsor_id)


def was_not_taken_back(actor: Actor, question: ClarificationQuestion) -> bool:
    return question.status is not QuestionStatus.TAKEN_BACK


def may_bid(actor: Actor, challenge: Challenge) -> bool:
    """Acts for an organization other than the sponsor; the sub-centre's own people answer and do not ask."""
    return (
        actor.organization_id is not None
        and not actor.belongs_to(challenge.sponsor_id)
        and not actor.is_staff
    )


def takes_bids(actor: Actor, challenge: Challenge) -> bool:
    return challenge.status is ChallengeStatus.OPEN


P = QuestionPermission
POLICY = Policy(
    "question",
    {
        P.ANSWER: [[is_of_sponsor], [is_staff]],
        P.ASK: [[may_bid, takes_bids]],
        P.READ: [
            [is_for_everybody],
            [is_asker],
            [is_of_sponsor, was_not_taken_back],
            [is_staff, was_not_taken_back],
        ],
        P.TAKE_BACK: [[is_asker]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query that joins `Challenge`."""
    kept = ClarificationQuestion.status != QuestionStatus.TAKEN_BACK
    if actor.is_staff:
        return (
            or_(kept, ClarificationQuestion.asker_id == actor.organization_id)
            if actor.organization_id
            else kept
        )
    everybody = (ClarificationQuestion.status == QuestionStatus.ANSWERED) & Challenge.status.in_(PUBLISHED)
    if actor.organization_id is None:
        return everybody
    own = ClarificationQuestion.asker_id == actor.organization_id
    return or_(everybody, own, (Challenge.sponsor_id == actor.organization_id) & kept)


S = QuestionStatus
WORKFLOW = Workflow(
    "question",
    POLICY,
    S,
    [
        Transition("answer", _l("回答"), (S.ASKED,), S.ANSWERED, P.ANSWER, style="primary"),
        Transition("decline", _l("不采纳"), (S.ASKED,), S.DECLINED, P.ANSWER, needs_note=True),
        Transition("take_back", _l("收回"), (S.ASKED,), S.TAKEN_BACK, P.TAKE_BACK),
    ],
    initial=S.ASKED,
    final={S.ANSWERED, S.DECLINED, S.TAKEN_BACK},
)


def ask_until(challenge: Challenge) -> datetime | None:
    """The instant after which no question is taken, so that all bidders can still use the answers."""
    if challenge.deadline_at is None:
        return None
    rules = challenge.call.rules if challenge.call else CallRules()
    return challenge.deadline_at - timedelta(days=rules.question_cutoff_days)


def takes_questions(challenge: Challenge) -> bool:
    until = ask_until(challenge)
    return challenge.status is ChallengeStatus.OPEN and until is not None and clock.now() < until

"""Decisions made elsewhere become judgements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.extensions import db
from matchmaker.introductions.events import DecisionUndone, IntroductionDeclined, PairDecided
from matchmaker.introductions.models import Introduction
from matchmaker.kernel.events import DomainEvent
from matchmaker.learning.judgements import Pair
from matchmaker.learning.services import keep_feedback, record_judgement, take_back_judgement
from matchmaker.learning.vocabulary import JudgementSource, grade_of
from matchmaker.matching.events import FeedbackGiven
from matchmaker.matching.models import MatchFeedback

SOURCES = {
    "shortlist": JudgementSource.SHORTLISTED,
    "dismiss": JudgementSource.DISMISSED,
    "introduce": JudgementSource.INTRODUCED,
    "convert": JudgementSource.CONVERTED,
}


def keep_grade(event: FeedbackGiven) -> None:
    keep_feedback(db.session.get_one(MatchFeedback, event.feedback_id))


def keep_decision(event: PairDecided) -> None:
    """What a broker does with a pair says how well it fits."""
    one, source = db.session.get_one(Introduction, event.introduction_id), SOURCES[event.action]
    _keep(one, one.broker_id, source)


def take_back(event: DecisionUndone) -> None:
    one = db.session.get_one(Introduction, event.introduction_id)
    take_back_judgement(_pair(one), one.broker_id, SOURCES[event.action])


def keep_refusal(event: IntroductionDeclined) -> None:
    """A side that does not want to talk; it is nobody's grade but the pair's."""
    _keep(db.session.get_one(Introduction, event.introduction_id), None, JudgementSource.DECLINED)


def _keep(one: Introduction, user_id: int | None, source: JudgementSource) -> None:
    reason = one.reason.value if one.reason is not None else ""
    record_judgement(_pair(one), user_id, source, grade_of(source, reason), reason)


def _pair(one: Introduction) -> Pair:
    return one.challenge_id, one.target_kind, one.target.id


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (FeedbackGiven, keep_grade),
    (PairDecided, keep_decision),
    (DecisionUndone, take_back),
    (IntroductionDeclined, keep_refusal),
)

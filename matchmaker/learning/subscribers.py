"""Decisions made elsewhere become judgements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent
from matchmaker.learning.services import keep_feedback
from matchmaker.matching.events import FeedbackGiven
from matchmaker.matching.models import MatchFeedback


def keep_grade(event: FeedbackGiven) -> None:
    keep_feedback(db.session.get_one(MatchFeedback, event.feedback_id))


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = ((FeedbackGiven, keep_grade),)

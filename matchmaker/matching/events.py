"""What happens to suggestions."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class FeedbackGiven(DomainEvent):
    """Somebody has said how good a pair is, or that its reasons are wrong."""

    feedback_id: int

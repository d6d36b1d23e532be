"""What happens to direct answers."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class InterestEvent(DomainEvent):
    interest_id: int


@dataclass(frozen=True)
class InterestSent(InterestEvent):
    pass


@dataclass(frozen=True)
class InterestAnswered(InterestEvent):
    """Engaged or declined."""


@dataclass(frozen=True)
class InterestWithdrawn(InterestEvent):
    """After it was sent."""


@dataclass(frozen=True)
class InterestLapsed(InterestEvent):
    """The item went before the answer came."""


@dataclass(frozen=True)
class AnswerDue(InterestEvent):
    """Few days are left for the unit's answer, or staff urge it."""


@dataclass(frozen=True)
class AnswerOverdue(InterestEvent):
    """The day has passed without an answer."""

"""What has happened in an evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class SeatEvent(DomainEvent):
    """Names the seat by its id."""

    panelist_id: int


class PanelistInvited(SeatEvent):
    """An expert is asked to judge."""


class ScoringOpened(SeatEvent):
    """The sheets of this panelist wait to be filled in."""


class PanelistReminded(SeatEvent):
    """Sheets are open and the last day is near."""


class PanelistRecused(SeatEvent):
    """A seat is free again; staff draw another."""


@dataclass(frozen=True)
class EvaluationVoided(DomainEvent):
    """It does not count any more."""

    evaluation_id: int


@dataclass(frozen=True)
class ScoringClosed(DomainEvent):
    """All sheets are signed and the bids are ranked."""

    evaluation_id: int

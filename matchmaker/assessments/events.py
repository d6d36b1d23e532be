"""What has happened in an assessment."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class OpinionAsked(DomainEvent):
    """An expert is asked what he thinks of a need."""

    opinion_id: int

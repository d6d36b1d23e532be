"""What happens to experts' profiles."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class ExpertSubmitted(DomainEvent):
    expert_id: int


@dataclass(frozen=True)
class ExpertReturned(DomainEvent):
    expert_id: int


@dataclass(frozen=True)
class ExpertRejected(DomainEvent):
    expert_id: int


@dataclass(frozen=True)
class ExpertListed(DomainEvent):
    """Now in the directory, or in it again."""

    expert_id: int


@dataclass(frozen=True)
class ExpertHidden(DomainEvent):
    """No longer in the directory: hidden by the expert or taken back to be changed."""

    expert_id: int


@dataclass(frozen=True)
class ExpertContacted(DomainEvent):
    request_id: int

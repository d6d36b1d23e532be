"""What happens to organizations."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class OrganizationSubmitted(DomainEvent):
    """The papers are there to be judged."""

    organization_id: int


@dataclass(frozen=True)
class OrganizationVerified(DomainEvent):
    """Staff have checked the identity."""

    organization_id: int


@dataclass(frozen=True)
class OrganizationRefused(DomainEvent):
    """Staff have sent the papers back."""

    organization_id: int
    reason: str


@dataclass(frozen=True)
class MemberAdded(DomainEvent):
    """Somebody may now act for the organization."""

    organization_id: int
    user_id: int


@dataclass(frozen=True)
class OrganizationBanned(DomainEvent):
    """A breach of trust was entered in the register."""

    organization_id: int
    reason: str


@dataclass(frozen=True)
class BanLifted(DomainEvent):
    """A ban ends before its day."""

    organization_id: int
    reason: str

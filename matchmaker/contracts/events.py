"""What has happened to a contract."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class ContractEvent(DomainEvent):
    """Names the contract by its id."""

    contract_id: int


class ContractDrafted(ContractEvent):
    """Filled in from the awarded bid; both sides look at it."""


class SignaturesRequested(ContractEvent):
    """The text is final."""


class ContractActivated(ContractEvent):
    """Both sides have signed."""


class ContractCompleted(ContractEvent):
    """Accepted and settled."""


class ContractTerminated(ContractEvent):
    """Ended early; `ended_reason` says why."""


class ContractEliminated(ContractEvent):
    """Its team left a race; `ended_reason` says why."""


@dataclass(frozen=True)
class MilestoneEvent(DomainEvent):
    """Names the milestone by its id."""

    milestone_id: int


class MilestoneDelivered(MilestoneEvent):
    """Waits for the sponsor's check."""


class MilestoneAccepted(MilestoneEvent):
    """Passed; its payment is due."""


class MilestoneReturned(MilestoneEvent):
    """Did not pass; the reason is in the trail."""


class MilestoneComingDue(MilestoneEvent):
    """Its day is near; told once."""


class MilestoneOverdue(MilestoneEvent):
    """Its day has passed and it is not delivered; told once."""


@dataclass(frozen=True)
class AmendmentEvent(DomainEvent):
    """Names the amendment by its id."""

    amendment_id: int


class AmendmentProposed(AmendmentEvent):
    """Waits for the other side."""


class AmendmentAccepted(AmendmentEvent):
    """The contract is changed."""


class AmendmentDeclined(AmendmentEvent):
    """The contract stays; `answer` says why."""

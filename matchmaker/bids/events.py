"""What has happened to a bid."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class BidEvent(DomainEvent):
    """Each event names the bid by its id; the rest is in the row."""

    bid_id: int


class BidSubmitted(BidEvent):
    """Handed in, for the first time or anew; the receipt is the latest of the bid."""


class BidWithdrawn(BidEvent):
    """Taken back by its lead before the deadline."""


class BidLapsed(BidEvent):
    """Ended by the clock or with its challenge; `ended_reason` says why."""


class BidFoundEligible(BidEvent):
    """Goes on to the evaluation."""


class BidFoundIneligible(BidEvent):
    """Does not go on; `ended_reason` names the rule."""


class BidAwarded(BidEvent):
    """Chosen; the notice is over."""


class BidNotAwarded(BidEvent):
    """Another was chosen, or none; `ended_reason` says why."""


@dataclass(frozen=True)
class MemberInvited(DomainEvent):
    """A unit was asked into a team, or its part of the work changed."""

    member_id: int


@dataclass(frozen=True)
class BidsOpened(DomainEvent):
    """The sealed bids of a challenge can be read by staff and sponsor from now on."""

    challenge_id: int

"""The sub-centre's check of opened bids, and how bids end."""

from __future__ import annotations

from matchmaker.bids.events import BidAwarded, BidFoundEligible, BidFoundIneligible, BidNotAwarded
from matchmaker.bids.models import Bid
from matchmaker.bids.workflow import WORKFLOW
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.events import publish


def confirm_eligibility(actor: Actor, bid: Bid) -> None:
    """Goes on to the evaluation."""
    WORKFLOW.apply(bid, "confirm_eligibility", actor)
    publish(BidFoundEligible(bid.id))


def declare_ineligible(actor: Actor, bid: Bid, reason: str) -> None:
    """Does not go on; the team reads the reason."""
    WORKFLOW.apply(bid, "declare_ineligible", actor, reason)
    bid.ended_reason = reason.strip()
    publish(BidFoundIneligible(bid.id))


def mark_awarded(bid: Bid) -> None:
    """Chosen for good: called when the notice is over."""
    WORKFLOW.apply(bid, "award", SYSTEM)
    publish(BidAwarded(bid.id))


def mark_not_awarded(bid: Bid, reason: str) -> None:
    """Not chosen; the team reads why."""
    bid.ended_reason = reason
    WORKFLOW.apply(bid, "mark_not_awarded", SYSTEM, reason)
    publish(BidNotAwarded(bid.id))

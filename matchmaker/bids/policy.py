"""Who may do what with a bid. Until it is opened nobody but its team reads it: neither staff nor sponsor."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_, select

from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system

IN_TEAM = (MemberAnswer.INVITED, MemberAnswer.CONFIRMED)


class BidPermission(StrEnum):
    ANSWER_INVITATION = "bid:answer-invitation"
    CONCLUDE = "bid:conclude"  # lapse, award, not awarded: the clock and what follows the award
    EDIT = "bid:edit"
    LIST_OPENED = "bid:list-opened"  # of a challenge
    READ = "bid:read"
    SCREEN = "bid:screen"
    START = "bid:start"  # of a challenge
    SUBMIT = "bid:submit"
    WITHDRAW = "bid:withdraw"


def is_lead(actor: Actor, bid: Bid) -> bool:
    """Any member of the organization that leads the team."""
    return actor.belongs_to(bid.lead_id)


def is_in_team(actor: Actor, bid: Bid) -> bool:
    """Of a unit that is in the team or has been asked: it must read what it is to confirm."""
    return any(actor.belongs_to(one.organization_id) and one.answer in IN_TEAM for one in bid.members)


def is_asked(actor: Actor, bid: Bid) -> bool:
    return any(
        actor.belongs_to(one.organization_id) and one.answer is MemberAnswer.INVITED for one in bid.members
    )


def is_opened(actor: Actor, bid: Bid) -> bool:
    return bid.opened_at is not None


def is_sponsor(actor: Actor, bid: Bid) -> bool:
    return actor.belongs_to(bid.challenge.sponsor_id)


def is_being_written(actor: Actor, bid: Bid) -> bool:
    return bid.status in (BidStatus.DRAFT, BidStatus.SUBMITTED) and bid.opened_at is None


def may_bid(actor: Actor, challenge: Challenge) -> bool:
    """Acts for a unit other than the sponsor; the sub-centre's own people run the procedure and do not bid."""
    return (
        actor.organization_id is not None
        and not actor.belongs_to(challenge.sponsor_id)
        and not actor.is_staff
    )


def takes_bids(actor: Actor, challenge: Challenge) -> bool:
    return challenge.status is ChallengeStatus.OPEN


def posts_challenge(actor: Actor, challenge: Challenge) -> bool:
    return actor.belongs_to(challenge.sponsor_id)


P = BidPermission
POLICY = Policy(
    "bid",
    {
        P.ANSWER_INVITATION: [[is_asked]],
        P.CONCLUDE: [[is_system]],
        P.EDIT: [[is_lead, is_being_written]],
        P.LIST_OPENED: [[is_staff], [posts_challenge]],
        P.READ: [[is_lead], [is_in_team], [is_staff, is_opened], [is_sponsor, is_opened]],
        P.SCREEN: [[is_staff, is_opened]],
        P.START: [[may_bid, takes_bids]],
        P.SUBMIT: [[is_lead]],
        P.WITHDRAW: [[is_lead]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query that joins `Challenge`."""
    opened = Bid.opened_at.is_not(None)
    by_office = opened if actor.is_staff else false()
    if actor.organization_id is None:
        return by_office
    led = Bid.lead_id == actor.organization_id
    own = select(BidMember.id).where(
        BidMember.bid_id == Bid.id,
        BidMember.organization_id == actor.organization_id,
        BidMember.answer.in_(IN_TEAM),
    )
    posted = and_(opened, Challenge.sponsor_id == actor.organization_id)
    return or_(led, own.exists(), posted, by_office)

"""What happens to sealed bids when their challenge closes, is withdrawn, or would be opened again."""

from __future__ import annotations

import logging

from flask_babel import gettext as _
from sqlalchemy import exists, select

from matchmaker.bids import sealing
from matchmaker.bids.events import BidLapsed, BidsOpened
from matchmaker.bids.models import Bid, BidStatus
from matchmaker.bids.queries import latest_receipt
from matchmaker.bids.reading import handed_in_bytes
from matchmaker.bids.services.members import dissolve_team
from matchmaker.bids.services.screening import mark_not_awarded
from matchmaker.bids.workflow import WORKFLOW
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish

log = logging.getLogger(__name__)


def open_due() -> int:
    """Open what is sealed although its challenge takes no more bids; returns how many were opened.

    The closing does it at once; this finds what a crash or a missing key left. May be repeated without harm.
    """
    waiting = (Bid.status == BidStatus.SUBMITTED, Bid.opened_at.is_(None))
    closed = Challenge.status.not_in((ChallengeStatus.OPEN, ChallengeStatus.WITHDRAWN))
    query = select(Bid.challenge_id).join(Challenge).where(*waiting, closed).distinct()
    return sum(open_bids(number) for number in db.session.scalars(query))


def open_bids(challenge_id: int) -> int:
    """Release the keys of all bids handed in, and end the drafts. Returns how many were opened.

    Without any bid nothing is done, so that the challenge may be opened again and the drafts go on.
    """
    found = _of(challenge_id, BidStatus.SUBMITTED)
    opened = [bid for bid in found if bid.opened_at is None and _open(bid)]
    if opened:
        for draft in _of(challenge_id, BidStatus.DRAFT):
            lapse_bid(draft, _("揭榜截止时还没有递交。"))
        publish(BidsOpened(challenge_id))
    return len(opened)


def _of(challenge_id: int, *states: BidStatus) -> list[Bid]:
    query = select(Bid).where(Bid.challenge_id == challenge_id, Bid.status.in_(states))
    return list(db.session.scalars(query.order_by(Bid.id)))


def _open(bid: Bid) -> bool:
    """Release one key, after proof that it opens exactly what the receipt says."""
    try:
        key = sealing.unwrap(bid.wrapped_key, bid.public_id)
        content = handed_in_bytes(bid)
    except (sealing.SealBroken, ValueError):
        log.exception("bid %s could not be opened", bid.public_id)
        return False
    digest = sealing.receipt_hash(content)
    receipt = latest_receipt(bid)
    if receipt is None or digest != receipt.sha256:
        log.error("bid %s does not match its receipt", bid.public_id)
        return False
    bid.content_key, bid.opened_at = key, clock.now()
    audit.record("bid", bid.id, "open", SYSTEM, details={"sha256": digest})
    return True


def lapse_bids(challenge_id: int, reason: str) -> None:
    """The challenge is gone: end every bid that was still alive, with the reason for its team."""
    for bid in _of(challenge_id, BidStatus.DRAFT, BidStatus.SUBMITTED, BidStatus.ELIGIBLE):
        lapse_bid(bid, reason)


def end_unsuccessful(challenge_id: int, reason: str) -> None:
    """Nobody was chosen: what was found eligible was not awarded, everything else lapses."""
    for bid in _of(challenge_id, BidStatus.ELIGIBLE):
        mark_not_awarded(bid, reason)
    lapse_bids(challenge_id, reason)


def lapse_bid(bid: Bid, reason: str) -> None:
    bid.ended_reason = reason
    WORKFLOW.apply(bid, "lapse", SYSTEM, reason)
    dissolve_team(bid)
    publish(BidLapsed(bid.id))


def refuse_reopening(challenge_id: int) -> None:
    """A challenge whose bids have been opened takes no new ones: late bidders could know the others' content."""
    is_opened = exists().where(Bid.challenge_id == challenge_id, Bid.opened_at.is_not(None))
    if db.session.scalar(select(is_opened)):
        raise GuardFailed(_("投标已经开启，不能重新开放揭榜。没有合适的，请宣布流榜后重新发榜。"))

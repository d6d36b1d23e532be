"""Read models: the own bids, the opened bids of a challenge, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, selectinload, undefer_group

from matchmaker.bids.models import SEALED, Bid, BidMember, BidReceipt
from matchmaker.bids.policy import IN_TEAM, visible_to
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

_PARTS = (
    selectinload(Bid.members).joinedload(BidMember.organization),
    selectinload(Bid.files),
    selectinload(Bid.receipts),
)


def _visible(actor: Actor) -> Select[Any]:
    query = select(Bid).join(Bid.challenge).options(contains_eager(Bid.challenge))
    return query.where(visible_to(actor))


def get(actor: Actor, public_id: str) -> Bid:
    """One bid with its team. Raises `NotFound` when the actor may not know of it."""
    query = _visible(actor).where(Bid.public_id == public_id).options(*_PARTS)
    bid: Bid | None = db.session.scalar(query)
    if bid is None:
        raise NotFound
    return bid


def own(actor: Actor, page: int = 1) -> Page:
    """Bids the actor's unit leads, is in, or has been asked into; the latest change first."""
    if actor.organization_id is None:
        return Page((), 0)
    in_team = select(BidMember.bid_id).where(
        BidMember.organization_id == actor.organization_id, BidMember.answer.in_(IN_TEAM)
    )
    mine = (Bid.lead_id == actor.organization_id) | Bid.id.in_(in_team)
    query = _visible(actor).where(mine).options(selectinload(Bid.members))
    return paginate(query.order_by(Bid.updated_at.desc(), Bid.id.desc()), page)


def own_of(actor: Actor, challenge: Challenge) -> list[Bid]:
    """The actor's bids for one challenge, the living first."""
    if actor.organization_id is None:
        return []
    query = _visible(actor).where(Bid.challenge_id == challenge.id, Bid.lead_id == actor.organization_id)
    return list(db.session.scalars(query.order_by(Bid.id.desc()).options(*_PARTS)))


def opened(actor: Actor, challenge: Challenge, page: int = 1, per_page: int = 50) -> Page:
    """What was opened of a challenge, in the order of handing in; empty before the opening, whatever lies there."""
    kept = (Bid.challenge_id == challenge.id, Bid.opened_at.is_not(None))
    query = _visible(actor).where(*kept).options(selectinload(Bid.members).joinedload(BidMember.organization))
    return paginate(query.order_by(Bid.submitted_at, Bid.id), page, per_page)


def opened_count(challenge: Challenge) -> int:
    """How many bids were opened; 0 before the opening."""
    kept = (Bid.challenge_id == challenge.id, Bid.opened_at.is_not(None))
    return db.session.scalar(select(func.count()).where(*kept)) or 0


def eligible(challenge: Challenge) -> list[Bid]:
    """The bids that go on, in the order of handing in. For the services above."""
    kept = (Bid.challenge_id == challenge.id, Bid.status == BidStatus.ELIGIBLE)
    parts = (selectinload(Bid.members).joinedload(BidMember.organization), undefer_group(SEALED))
    query = select(Bid).where(*kept).options(*parts)
    return list(db.session.scalars(query.order_by(Bid.submitted_at, Bid.id)))


def unscreened_count(challenge: Challenge) -> int:
    """Bids handed in that nobody has found eligible or not, opened or still sealed."""
    kept = (Bid.challenge_id == challenge.id, Bid.status == BidStatus.SUBMITTED)
    return db.session.scalar(select(func.count()).where(*kept)) or 0


def unopened_count(challenge: Challenge) -> int:
    """Bids that should be open and are not, because their seal or the key is wrong; for staff after the closing."""
    kept = (Bid.challenge_id == challenge.id, Bid.status == BidStatus.SUBMITTED, Bid.opened_at.is_(None))
    return db.session.scalar(select(func.count()).where(*kept)) or 0


def invitations_count(actor: Actor) -> int:
    """How many teams wait for the answer of the actor's unit."""
    if actor.organization_id is None:
        return 0
    asked = (BidMember.organization_id == actor.organization_id, BidMember.answer == MemberAnswer.INVITED)
    return db.session.scalar(select(func.count()).where(*asked)) or 0


def latest_receipt(bid: Bid) -> BidReceipt | None:
    """Of the version that counts; asked anew, for it may have been added in this very transaction."""
    own = select(BidReceipt).where(BidReceipt.bid_id == bid.id)
    return db.session.scalar(own.order_by(BidReceipt.id.desc()).limit(1))


@dataclass(frozen=True)
class ReceiptProof:
    """What anybody may know of a receipt: when, and where in the chain. Neither whose nor for what."""

    receipt: BidReceipt
    entry: AuditEntry | None


def receipt_proof(sha256: str) -> ReceiptProof | None:
    """The receipt with this hash and its entry in the chain."""
    receipt = db.session.scalar(select(BidReceipt).where(BidReceipt.sha256 == sha256))
    if receipt is None:
        return None
    of_bid = (AuditEntry.subject_type == "bid", AuditEntry.subject_id == receipt.bid_id)
    entries = db.session.scalars(select(AuditEntry).where(*of_bid, AuditEntry.action == "receipt"))
    entry = next((one for one in entries if (one.details or {}).get("sha256") == sha256), None)
    return ReceiptProof(receipt, entry)

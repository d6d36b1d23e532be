"""Read models: the own contracts, the staff's desk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import selectinload

from matchmaker.awards.models import Award
from matchmaker.challenges.models import Challenge
from matchmaker.contracts.models import Amendment, Contract, Milestone, RaceDecision
from matchmaker.contracts.policy import visible_to
from matchmaker.contracts.vocabulary import LIVE, ContractStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

_PARTS = (
    selectinload(Contract.milestones).selectinload(Milestone.deliverables),
    selectinload(Contract.milestones).joinedload(Milestone.settlement),
    selectinload(Contract.signatures),
    selectinload(Contract.amendments),
)


def _visible(actor: Actor) -> Select[Any]:
    return select(Contract).where(visible_to(actor))


def get(actor: Actor, public_id: str) -> Contract:
    """One contract with everything. Raises `NotFound` when the actor may not know of it."""
    query = _visible(actor).where(Contract.public_id == public_id).options(*_PARTS)
    found: Contract | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def milestone_of(contract: Contract, number: int) -> Milestone:
    """One of its milestones; `NotFound` for any other number."""
    found = next((one for one in contract.milestones if one.id == number), None)
    if found is None:
        raise NotFound
    return found


def amendment_of(contract: Contract, number: int) -> Amendment:
    """One of its amendments; `NotFound` for any other number."""
    found = next((one for one in contract.amendments if one.id == number), None)
    if found is None:
        raise NotFound
    return found


def listed(actor: Actor, page: int = 1) -> Page:
    """The contracts this actor may read: the running ones first, then the latest change."""
    is_over = case((Contract.status.in_((ContractStatus.COMPLETED, ContractStatus.TERMINATED)), 1), else_=0)
    query = _visible(actor).options(selectinload(Contract.milestones).joinedload(Milestone.settlement))
    return paginate(query.order_by(is_over, Contract.updated_at.desc(), Contract.id.desc()), page)


def live_of(actor: Actor, award: Award) -> Contract | None:
    """The contract that follows from an award, as far as this actor may know."""
    query = _visible(actor).where(Contract.award_id == award.id, Contract.status.in_(LIVE))
    found: Contract | None = db.session.scalar(query)
    return found


def eliminated_of(challenge: Challenge) -> list[Contract]:
    """Those that have left its race, in their order. For the sponsor and staff."""
    kept = (Contract.challenge_id == challenge.id, Contract.is_eliminated)
    return list(db.session.scalars(select(Contract).where(*kept).order_by(Contract.id)))


def race_decisions(challenge: Challenge) -> list[RaceDecision]:
    """The comparisons that were made, by their stages."""
    query = select(RaceDecision).where(RaceDecision.challenge_id == challenge.id)
    return list(db.session.scalars(query.order_by(RaceDecision.stage)))


def was_eliminated(award: Award) -> bool:
    """Whether its team has left a race."""
    left = select(Contract.id).where(Contract.award_id == award.id, Contract.is_eliminated)
    return db.session.scalar(left) is not None

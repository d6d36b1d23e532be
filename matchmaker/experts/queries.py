"""Read models: the directory, one profile, the desk, and the requests an expert has received."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from matchmaker.experts.models import ContactRequest, Expert, ExpertStatus
from matchmaker.experts.policy import visible_to
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

DESK_TABS = (
    ExpertStatus.SCREENING,
    ExpertStatus.LISTED,
    ExpertStatus.HIDDEN,
    ExpertStatus.DRAFT,
    ExpertStatus.REJECTED,
)


def get(actor: Actor, public_id: str) -> Expert:
    """The profile when this actor may know of it; else `NotFound`."""
    expert = db.session.scalar(select(Expert).where(Expert.public_id == public_id, visible_to(actor)))
    if expert is None:
        raise NotFound
    return expert


def load_visible(actor: Actor, ids: Sequence[int]) -> list[Expert]:
    """Those of these the actor may read."""
    return list(db.session.scalars(select(Expert).where(Expert.id.in_(ids), visible_to(actor))))


def own(actor: Actor) -> Expert | None:
    """The acting person's own profile."""
    if actor.user_id is None:
        return None
    return db.session.scalar(select(Expert).where(Expert.user_id == actor.user_id))


def on_desk(actor: Actor, status: ExpertStatus, page: int = 1) -> Page:
    """What staff see in one state: the longest waiting first, everything else newest first."""
    query = _submitted(actor).where(Expert.status == status)
    if status is ExpertStatus.SCREENING:
        query = query.order_by(Expert.submitted_at, Expert.id)
    else:
        query = query.order_by(Expert.updated_at.desc(), Expert.id.desc())
    return paginate(query, page)


def desk_counts(actor: Actor) -> dict[ExpertStatus, int]:
    """How many profiles staff see in each state."""
    query = select(Expert.status, func.count()).where(visible_to(actor), Expert.submitted_at.is_not(None))
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Expert.status))}
    return {status: found.get(status, 0) for status in DESK_TABS}


def _submitted(actor: Actor) -> Select[tuple[Expert]]:
    return select(Expert).where(visible_to(actor), Expert.submitted_at.is_not(None))


def requests_to(expert: Expert, page: int = 1) -> Page:
    """Messages for this expert, newest first; only for the expert and for staff."""
    query = select(ContactRequest).where(ContactRequest.expert_id == expert.id)
    query = query.options(joinedload(ContactRequest.organization))
    return paginate(query.order_by(ContactRequest.created_at.desc(), ContactRequest.id.desc()), page)


def all_requests(page: int = 1) -> Page:
    """Messages to all experts, newest first; only for staff."""
    query = select(ContactRequest).options(
        joinedload(ContactRequest.organization), joinedload(ContactRequest.expert)
    )
    return paginate(query.order_by(ContactRequest.created_at.desc(), ContactRequest.id.desc()), page)


def request_of(expert: Expert, number: int) -> ContactRequest:
    """One message for this expert; else `NotFound`."""
    query = select(ContactRequest).where(ContactRequest.id == number, ContactRequest.expert_id == expert.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def listed_count() -> int:
    """How many experts are in the directory."""
    return db.session.scalar(select(func.count()).where(Expert.status == ExpertStatus.LISTED)) or 0

"""Read models: the public list, one call, the staff's desk."""

from __future__ import annotations

from sqlalchemy import case, select

from matchmaker.calls.models import Call
from matchmaker.calls.policy import visible_to
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate


def get(actor: Actor, public_id: str) -> Call:
    """One call; raises `NotFound` when the actor may not know of it."""
    call = db.session.scalar(select(Call).where(Call.public_id == public_id, visible_to(actor)))
    if call is None:
        raise NotFound
    return call


def listed(actor: Actor, page: int = 1) -> Page:
    """What this actor may see: drafts first, then the open ones by their end, then the rest, newest first."""
    order = case({CallStatus.DRAFT: 0, CallStatus.OPEN: 1}, value=Call.status, else_=2)
    return paginate(
        select(Call).where(visible_to(actor)).order_by(order, Call.closes_at.desc(), Call.id.desc()), page
    )


def open_now() -> list[Call]:
    """The calls whose window is open at this moment, the soonest end first."""
    now = clock.now()
    within = (Call.status == CallStatus.OPEN, Call.opens_at <= now, Call.closes_at > now)
    return list(db.session.scalars(select(Call).where(*within).order_by(Call.closes_at, Call.id)))


def is_open_now(call: Call) -> bool:
    """Whether needs may be handed in to it at this moment."""
    if call.status is not CallStatus.OPEN or call.opens_at is None or call.closes_at is None:
        return False
    return call.opens_at <= clock.now() < call.closes_at

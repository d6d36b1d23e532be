"""Read models: what I sent, what I received, what waits too long, and how reliably a unit answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from matchmaker.extensions import db
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import visible_to
from matchmaker.interests.vocabulary import (
    FEWEST_FOR_RATE,
    RATE_DAYS,
    RATE_FLOORS,
    READ_BY_RECIPIENT,
    AnswerRate,
    InterestStatus,
)
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

EARLIER = 30  # own answers offered for re-use


def get(actor: Actor, public_id: str) -> Interest:
    """One answer. Raises `NotFound` for anybody but the two sides."""
    found = db.session.scalar(select(Interest).where(visible_to(actor), Interest.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def get_waiting(actor: Actor, public_id: str) -> Interest:
    """For staff who urge an answer; of others only the sides find it."""
    query = select(Interest).where(Interest.public_id == public_id, Interest.status == InterestStatus.SENT)
    found = db.session.scalar(query if actor.is_staff else query.where(visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def sent(actor: Actor, page: int = 1) -> Page:
    """Of the person and his unit, newest first."""
    own: Any = Interest.sender_id == actor.user_id
    if actor.organization_id is not None:
        own = or_(own, Interest.sender_organization_id == actor.organization_id)
    return paginate(select(Interest).where(own).order_by(Interest.id.desc()), page)


def received(actor: Actor, page: int = 1) -> Page:
    """Of the person's unit: what waits for an answer first, the earliest day before the others."""
    is_waiting = Interest.status == InterestStatus.SENT
    query = select(Interest).where(
        Interest.recipient_id == actor.organization_id, Interest.status.in_(READ_BY_RECIPIENT)
    )
    order = (case((is_waiting, 0), else_=1), case((is_waiting, Interest.answer_due_on)), Interest.id.desc())
    return paginate(query.order_by(*order), page)


def waiting(page: int = 1) -> Page:
    """For staff: unanswered ones, the longest overdue first."""
    query = select(Interest).where(Interest.status == InterestStatus.SENT)
    return paginate(query.order_by(Interest.answer_due_on, Interest.id), page)


def waiting_for(actor: Actor, limit: int) -> list[Interest]:
    """What the actor's unit has still to answer."""
    query = select(Interest).where(
        Interest.recipient_id == actor.organization_id, Interest.status == InterestStatus.SENT
    )
    return list(db.session.scalars(query.order_by(Interest.answer_due_on).limit(limit)))


def earlier(actor: Actor) -> list[Interest]:
    """The person's own pages, to take texts from."""
    query = select(Interest).where(Interest.sender_id == actor.user_id, Interest.approach != "")
    return list(db.session.scalars(query.order_by(Interest.id.desc()).limit(EARLIER)))


@dataclass(frozen=True)
class Rate:
    """Answers in time among those that were due, in the last year."""

    due: int
    in_time: int

    @property
    def is_known(self) -> bool:
        return self.due >= FEWEST_FOR_RATE

    @property
    def percent(self) -> int:
        return round(100 * self.in_time / self.due) if self.due else 0

    @property
    def word(self) -> AnswerRate:
        return next(word for floor, word in RATE_FLOORS if self.percent >= floor)


def rate_of(organization_id: int) -> Rate:
    """How reliably a unit answers what is sent to it."""
    is_due = or_(
        Interest.answered_at.is_not(None),
        and_(Interest.status == InterestStatus.SENT, Interest.answer_due_on < clock.today()),
    )
    since = clock.now() - timedelta(days=RATE_DAYS)
    query = select(func.count(), func.count().filter(Interest.was_in_time.is_(True))).where(
        Interest.recipient_id == organization_id, is_due, Interest.sent_at >= since
    )
    due, in_time = db.session.execute(query).one()
    return Rate(due, in_time)

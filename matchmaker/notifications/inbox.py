"""The reader's own messages: listing, counting, marking, removing. Nobody reads another's."""

from __future__ import annotations

from sqlalchemy import Select, delete, func, select, update

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate
from matchmaker.notifications.kinds import KINDS, Group
from matchmaker.notifications.models import Notification

MOST_COUNTED = 100  # the bell says 99+ from here on


def listed(actor: Actor, group: Group | None = None, unread: bool = False, page: int = 1) -> Page:
    """The newest first."""
    query: Select[tuple[Notification]] = select(Notification).where(Notification.user_id == actor.user_id)
    if group is not None:
        query = query.where(Notification.kind.in_(KINDS[group]))
    if unread:
        query = query.where(Notification.read_at.is_(None))
    return paginate(query.order_by(Notification.id.desc()), page)


def unread_count(actor: Actor) -> int:
    """How many are unread, counted up to `MOST_COUNTED`; one statement on a partial index."""
    if actor.user_id is None:
        return 0
    unread = select(Notification.id).where(
        Notification.user_id == actor.user_id, Notification.read_at.is_(None)
    )
    return db.session.scalar(select(func.count()).select_from(unread.limit(MOST_COUNTED).subquery())) or 0


def own(actor: Actor, number: int) -> Notification:
    """One message; `NotFound` for anybody else's."""
    found = db.session.scalar(
        select(Notification).where(Notification.id == number, Notification.user_id == actor.user_id)
    )
    if found is None:
        raise NotFound
    return found


def mark_read(actor: Actor, number: int) -> Notification:
    """Remember when it was read first."""
    found = own(actor, number)
    found.read_at = found.read_at or clock.now()
    return found


def mark_all_read(actor: Actor, group: Group | None = None) -> None:
    """Everything, or one group."""
    mine = update(Notification).where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
    if group is not None:
        mine = mine.where(Notification.kind.in_(KINDS[group]))
    db.session.execute(mine.values(read_at=clock.now()))


def remove(actor: Actor, number: int) -> None:
    own(actor, number)
    db.session.execute(delete(Notification).where(Notification.id == number))

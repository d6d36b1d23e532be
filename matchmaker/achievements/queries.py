"""Read models: what a reader may find, his own list, the staff's desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from matchmaker.achievements.models import Achievement, AchievementAttachment
from matchmaker.achievements.policy import visible_to
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

WITH_ROWS = (
    selectinload(Achievement.indicators),
    selectinload(Achievement.rights),
    selectinload(Achievement.attachments),
)
LIVING = (AchievementStatus.DRAFT, AchievementStatus.SCREENING, AchievementStatus.LISTED)
DESK_TABS = (
    AchievementStatus.SCREENING,
    AchievementStatus.LISTED,
    AchievementStatus.DRAFT,
    AchievementStatus.REJECTED,
    AchievementStatus.DELISTED,
)


def find(actor: Actor, public_id: str) -> Achievement | None:
    """The achievement when this actor may know of it, with all its rows."""
    query = select(Achievement).where(Achievement.public_id == public_id, visible_to(actor))
    return db.session.scalar(query.options(*WITH_ROWS))


def get(actor: Actor, public_id: str) -> Achievement:
    """Like `find`, but raises `NotFound`."""
    achievement = find(actor, public_id)
    if achievement is None:
        raise NotFound
    return achievement


def listed_successor(public_id: str) -> Achievement | None:
    """What replaced a version that is no longer listed; old links lead there."""
    old = db.session.scalar(
        select(Achievement).where(
            Achievement.public_id == public_id, Achievement.status == AchievementStatus.DELISTED
        )
    )
    while old is not None:
        old = db.session.scalar(select(Achievement).where(Achievement.supersedes_id == old.id,
            Achievement.status.in_((AchievementStatus.LISTED, AchievementStatus.DELISTED)),
            Achievement.published_at.is_not(None)))  # fmt: skip
        if old is not None and old.status is AchievementStatus.LISTED:
            return old
    return None


def living_successor(achievement: Achievement) -> Achievement | None:
    """The version in the making, waiting or listed that replaces this one."""
    query = select(Achievement).where(
        Achievement.supersedes_id == achievement.id, Achievement.status.in_(LIVING)
    )
    return db.session.scalar(query)


def load_visible(actor: Actor, ids: Sequence[int]) -> list[Achievement]:
    """Those of these the actor may read, with what a card shows."""
    query = select(Achievement).where(Achievement.id.in_(ids), visible_to(actor))
    return list(db.session.scalars(query.options(selectinload(Achievement.indicators))))


def own(actor: Actor, page: int = 1) -> Page:
    """All achievements of the actor's organization, the latest change first."""
    query = select(Achievement).where(Achievement.holder_id == actor.organization_id)
    return paginate(query.order_by(Achievement.updated_at.desc(), Achievement.id.desc()), page)


def on_desk(actor: Actor, status: AchievementStatus, page: int = 1) -> Page:
    """What staff see in one state: the longest waiting first, everything else newest first."""
    query = _submitted(actor).where(Achievement.status == status)
    if status is AchievementStatus.SCREENING:
        query = query.order_by(Achievement.submitted_at, Achievement.id)
    else:
        query = query.order_by(Achievement.updated_at.desc(), Achievement.id.desc())
    return paginate(query.options(selectinload(Achievement.indicators)), page)


def desk_counts(actor: Actor) -> dict[AchievementStatus, int]:
    """How many achievements staff see in each state."""
    query = _submitted(actor).with_only_columns(Achievement.status, func.count(), maintain_column_froms=True)
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Achievement.status))}
    return {status: found.get(status, 0) for status in DESK_TABS}


def _submitted(actor: Actor) -> Select[tuple[Achievement]]:
    return select(Achievement).where(visible_to(actor), Achievement.submitted_at.is_not(None))


def attachment_of(achievement: Achievement, attachment_id: int) -> AchievementAttachment:
    """One file of an achievement; raises `NotFound`."""
    found = next((file for file in achievement.attachments if file.id == attachment_id), None)
    if found is None:
        raise NotFound
    return found


def versions_of(actor: Actor, achievement: Achievement) -> list[Achievement]:
    """Other versions this actor may read: the one replaced, and those that replace this one."""
    query = select(Achievement).where(
        visible_to(actor),
        (Achievement.supersedes_id == achievement.id) | (Achievement.id == achievement.supersedes_id),
    )
    return list(db.session.scalars(query.order_by(Achievement.version_number)))


def is_stale(achievement: Achievement) -> bool:
    """Listed, but nobody has confirmed it for long."""
    limit = clock.today() - timedelta(days=current_app.config["STALE_AFTER_DAYS"])
    return (
        achievement.status is AchievementStatus.LISTED
        and achievement.confirmed_on is not None
        and achievement.confirmed_on < limit
    )


def listed_count() -> int:
    """How many achievements are on the board."""
    query = select(func.count()).where(Achievement.status == AchievementStatus.LISTED)
    return db.session.scalar(query) or 0

"""A listed achievement: renewed, replaced, taken off, expired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from matchmaker.achievements.events import AchievementDelisted, AchievementExpiring, AchievementRenewed
from matchmaker.achievements.models import (
    Achievement,
    AchievementAttachment,
    AchievementIndicator,
    IntellectualProperty,
)
from matchmaker.achievements.policy import POLICY, AchievementPermission
from matchmaker.achievements.queries import living_successor
from matchmaker.achievements.services.drafting import EDITABLE, next_public_id
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.achievements.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import IllegalTransition
from matchmaker.kernel.events import publish

_RIGHT_COLUMNS = (
    "kind", "title", "application_number", "publication_number", "doi", "rights_stage", "owner", "layer", "position",
)  # fmt: skip


def delist_achievement(actor: Actor, achievement: Achievement, note: str) -> None:
    """Take a listed achievement off the board, with a reason."""
    WORKFLOW.apply(achievement, "delist", actor, note)
    achievement.delisted_at = clock.now()
    publish(AchievementDelisted(achievement.id))


def renew_achievement(actor: Actor, achievement: Achievement) -> None:
    """The holder confirms that it still holds; it stays listed for another full term."""
    POLICY.require(actor, AchievementPermission.RENEW, achievement)
    if achievement.status is not AchievementStatus.LISTED:
        raise IllegalTransition
    achievement.expires_on = clock.today() + timedelta(days=current_app.config["ITEM_VALID_DAYS"])
    achievement.confirmed_on = clock.today()
    achievement.reminded_on = None
    audit.record("achievement", achievement.id, "confirm", actor)
    publish(AchievementRenewed(achievement.id))


def start_new_version(
    actor: Actor,
    achievement: Achievement,
    files: Iterable[tuple[AchievementAttachment, Mapping[str, Any]]] = (),
) -> Achievement:
    """A draft with the same content that will replace this one; the one already begun when there is one.

    ``files`` are this achievement's files with the columns of their stored copies.
    """
    POLICY.require(actor, AchievementPermission.REVISE, achievement)
    if achievement.published_at is None:
        raise IllegalTransition
    begun = living_successor(achievement)
    if begun is not None:
        return begun
    fresh = Achievement(
        public_id=next_public_id(),
        holder_id=achievement.holder_id,
        created_by_id=actor.user_id,
        supersedes_id=achievement.id,
        version_number=achievement.version_number + 1,
        field_layers=dict(achievement.field_layers),
        **{name: _copied(getattr(achievement, name)) for name in EDITABLE - {"is_declared_open"}},
    )
    fresh.indicators = [
        AchievementIndicator.from_indicator(row.to_indicator(), row.position)
        for row in achievement.indicators
    ]
    fresh.rights = [
        IntellectualProperty(**{name: getattr(right, name) for name in _RIGHT_COLUMNS})
        for right in achievement.rights
    ]
    fresh.attachments = [
        AchievementAttachment(**columns, kind=file.kind, caption=file.caption, layer=file.layer,
                              uploaded_by_id=actor.user_id)
        for file, columns in files
    ]  # fmt: skip
    db.session.add(fresh)
    db.session.flush()
    audit.record("achievement", fresh.id, "create", actor, after=fresh.status, note=achievement.public_id)
    return fresh


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def expire_due() -> int:
    """Take off what nobody has confirmed in time; returns how many."""
    query = select(Achievement).where(
        Achievement.status == AchievementStatus.LISTED, Achievement.expires_on < clock.today()
    )
    expired = list(db.session.scalars(query))
    for achievement in expired:
        WORKFLOW.apply(achievement, "expire", SYSTEM)
        achievement.delisted_at = clock.now()
        publish(AchievementDelisted(achievement.id))
    return len(expired)


def remind_due() -> int:
    """Tell holders once of what expires soon; returns how many."""
    today = clock.today()
    until = today + timedelta(days=current_app.config["EXPIRY_REMINDER_DAYS"])
    query = select(Achievement).where(
        Achievement.status == AchievementStatus.LISTED,
        Achievement.expires_on <= until,
        Achievement.reminded_on.is_(None),
    )
    due = list(db.session.scalars(query))
    for achievement in due:
        achievement.reminded_on = today
        publish(AchievementExpiring(achievement.id))
    return len(due)

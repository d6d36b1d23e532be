"""Handing in, and the judgements of the sub-centre's staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _

from matchmaker.achievements.events import (
    AchievementDelisted,
    AchievementListed,
    AchievementRejected,
    AchievementReturned,
    AchievementSubmitted,
)
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.services.drafting import require_version
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.achievements.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.events import publish


def submit_achievement(
    actor: Actor,
    achievement: Achievement,
    *,
    is_declared_open: bool | None = None,
    version: int | None = None,
) -> None:
    """Hand a complete draft of a verified organization to the staff. Without a declaration given, the stored one counts."""
    require_version(achievement, version)
    if is_declared_open is not None and achievement.status is AchievementStatus.DRAFT:
        achievement.is_declared_open = is_declared_open
    WORKFLOW.apply(achievement, "submit", actor)
    achievement.submitted_at = clock.now()
    achievement.revision_notes = {}
    publish(AchievementSubmitted(achievement.id))


def list_achievement(actor: Actor, achievement: Achievement, note: str = "") -> None:
    """Publish; the version it replaces leaves the board in the same step."""
    WORKFLOW.apply(achievement, "list", actor, note)
    achievement.published_at = clock.now()
    achievement.confirmed_on = clock.today()
    achievement.expires_on = clock.today() + timedelta(days=current_app.config["ITEM_VALID_DAYS"])
    db.session.flush()
    _delist_predecessor(actor, achievement)
    publish(AchievementListed(achievement.id))


def _delist_predecessor(actor: Actor, achievement: Achievement) -> None:
    old = achievement.supersedes
    if old is None or old.status is not AchievementStatus.LISTED:
        return
    WORKFLOW.apply(old, "delist", actor, _("由新版本 %(number)s 取代。", number=achievement.public_id))
    old.delisted_at = clock.now()
    publish(AchievementDelisted(old.id))


def return_for_revision(
    actor: Actor, achievement: Achievement, note: str, field_notes: Mapping[str, str] | None = None
) -> None:
    """Back to the holder, with what to mend per field and in general."""
    WORKFLOW.apply(achievement, "return_for_revision", actor, note)
    achievement.revision_notes = {name: text for name, text in (field_notes or {}).items() if text} | {
        "": note
    }
    publish(AchievementReturned(achievement.id))


def reject_achievement(actor: Actor, achievement: Achievement, note: str) -> None:
    """Refuse for good, with a reason."""
    WORKFLOW.apply(achievement, "reject", actor, note)
    publish(AchievementRejected(achievement.id))

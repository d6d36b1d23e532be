"""Who may do what with an achievement."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, true

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system


class AchievementPermission(StrEnum):
    READ = "achievement:read"
    READ_TRAIL = "achievement:read-trail"
    CREATE = "achievement:create"
    EDIT = "achievement:edit"
    SUBMIT = "achievement:submit"
    WITHDRAW = "achievement:withdraw"
    RENEW = "achievement:renew"
    REVISE = "achievement:revise"  # start a new version
    DELIST = "achievement:delist"
    SCREEN = "achievement:screen"  # the desk, and every judgement made there
    EXPIRE = "achievement:expire"


def is_listed(actor: Actor, achievement: Achievement) -> bool:
    return achievement.status is AchievementStatus.LISTED


def is_holder(actor: Actor, achievement: Achievement) -> bool:
    """Any member of the organization that holds the achievement."""
    return actor.belongs_to(achievement.holder_id)


def was_submitted(actor: Actor, achievement: Achievement) -> bool:
    """Staff see what was handed to them once, not what is still being written."""
    return achievement.submitted_at is not None


def has_organization(actor: Actor, achievement: Achievement | None) -> bool:
    return not actor.is_anonymous and actor.organization_id is not None


def is_draft(actor: Actor, achievement: Achievement) -> bool:
    return achievement.status is AchievementStatus.DRAFT


P = AchievementPermission
POLICY = Policy(
    "achievement",
    {
        P.READ: [[is_listed], [is_holder], [is_staff, was_submitted], [is_system]],
        P.READ_TRAIL: [[is_holder], [is_staff, was_submitted]],
        P.CREATE: [[has_organization]],
        P.EDIT: [[is_holder, is_draft]],
        P.SUBMIT: [[is_holder]],
        P.WITHDRAW: [[is_holder]],
        P.RENEW: [[is_holder]],
        P.REVISE: [[is_holder]],
        P.DELIST: [[is_holder], [is_staff]],
        P.SCREEN: [[is_staff]],
        P.EXPIRE: [[is_system]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query."""
    if actor.is_system:
        return true()
    holder = Achievement.holder_id == actor.organization_id if actor.organization_id is not None else false()
    submitted = Achievement.submitted_at.is_not(None) if actor.is_staff else false()
    return or_(Achievement.status == AchievementStatus.LISTED, holder, submitted)

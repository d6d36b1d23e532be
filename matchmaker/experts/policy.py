"""Who may do what with an expert's profile."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, true

from matchmaker.experts.models import Availability, Expert, ExpertStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_signed_in, is_staff, is_system


class ExpertPermission(StrEnum):
    READ = "expert:read"
    READ_TRAIL = "expert:read-trail"
    CREATE = "expert:create"
    EDIT = "expert:edit"
    SUBMIT = "expert:submit"
    HIDE = "expert:hide"  # and show again
    REVISE = "expert:revise"  # back to the draft, to change it
    SCREEN = "expert:screen"
    CONTACT = "expert:contact"


def is_listed(actor: Actor, expert: Expert) -> bool:
    return expert.status is ExpertStatus.LISTED


def is_own(actor: Actor, expert: Expert) -> bool:
    return actor.user_id is not None and actor.user_id == expert.user_id


def was_submitted(actor: Actor, expert: Expert) -> bool:
    """Staff see what was handed to them once, not what is still being written."""
    return expert.submitted_at is not None


def is_draft(actor: Actor, expert: Expert) -> bool:
    return expert.status is ExpertStatus.DRAFT


def is_stranger(actor: Actor, expert: Expert) -> bool:
    return actor.user_id is not None and actor.user_id != expert.user_id


def takes_requests(actor: Actor, expert: Expert) -> bool:
    return expert.availability is not Availability.BUSY


P = ExpertPermission
POLICY = Policy(
    "expert",
    {
        P.READ: [[is_listed], [is_own], [is_staff, was_submitted], [is_system]],
        P.READ_TRAIL: [[is_own], [is_staff, was_submitted]],
        P.CREATE: [[is_signed_in]],
        P.EDIT: [[is_own, is_draft]],
        P.SUBMIT: [[is_own]],
        P.HIDE: [[is_own]],
        P.REVISE: [[is_own]],
        P.SCREEN: [[is_staff]],
        P.CONTACT: [[is_signed_in, is_listed, is_stranger, takes_requests]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query."""
    if actor.is_system:
        return true()
    own = Expert.user_id == actor.user_id if actor.user_id is not None else false()
    submitted = Expert.submitted_at.is_not(None) if actor.is_staff else false()
    return or_(Expert.status == ExpertStatus.LISTED, own, submitted)

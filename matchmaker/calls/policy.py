"""Who may do what with a call."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, true

from matchmaker.calls.models import Call
from matchmaker.calls.vocabulary import PUBLISHED, CallStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff


class CallPermission(StrEnum):
    ANNOUNCE = "call:announce"
    CANCEL = "call:cancel"
    CLOSE = "call:close"
    EDIT = "call:edit"  # rules and texts, while it is a draft
    EXTEND = "call:extend"
    KEEP_CALENDAR = "call:keep-calendar"  # holidays of years the library does not know
    MANAGE = "call:manage"  # the desk
    READ = "call:read"
    READ_TRAIL = "call:read-trail"


def is_published(actor: Actor, call: Call) -> bool:
    return call.status in PUBLISHED


def is_draft(actor: Actor, call: Call) -> bool:
    return call.status is CallStatus.DRAFT


def is_open(actor: Actor, call: Call) -> bool:
    return call.status is CallStatus.OPEN


P = CallPermission
POLICY = Policy(
    "call",
    {
        P.ANNOUNCE: [[is_staff]],
        P.CANCEL: [[is_staff]],
        P.CLOSE: [[is_staff]],
        P.EDIT: [[is_staff, is_draft]],
        P.EXTEND: [[is_staff, is_open]],
        P.KEEP_CALENDAR: [[is_staff]],
        P.MANAGE: [[is_staff]],
        P.READ: [[is_published], [is_staff]],
        P.READ_TRAIL: [[is_staff]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query."""
    return true() if actor.is_staff else Call.status.in_(PUBLISHED)

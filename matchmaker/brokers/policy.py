"""Who may do what with a broker's profile."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, true

from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system
from matchmaker.kernel.roles import Role


class BrokerPermission(StrEnum):
    CONFIRM = "broker:confirm"  # that the profile still holds
    CREATE = "broker:create"
    EDIT = "broker:edit"
    EXPORT = "broker:export"
    READ = "broker:read"
    READ_PRIVATE = "broker:read-private"  # the scan of the certificate, the trail
    REVISE = "broker:revise"  # back to the draft, to change it
    SCREEN = "broker:screen"
    SUBMIT = "broker:submit"


def is_listed(actor: Actor, broker: Broker) -> bool:
    return broker.status is BrokerStatus.LISTED


def is_own(actor: Actor, broker: Broker) -> bool:
    return actor.user_id is not None and actor.user_id == broker.user_id


def is_broker(actor: Actor, broker: Broker | None) -> bool:
    return actor.user_id is not None and actor.has_role(Role.BROKER)


def was_submitted(actor: Actor, broker: Broker) -> bool:
    """Staff see what was handed to them once, not what is still being written."""
    return broker.submitted_at is not None


def is_draft(actor: Actor, broker: Broker) -> bool:
    return broker.status is BrokerStatus.DRAFT


P = BrokerPermission
POLICY = Policy(
    "broker",
    {
        P.CONFIRM: [[is_own, is_listed]],
        P.CREATE: [[is_broker]],
        P.EDIT: [[is_own, is_draft]],
        P.EXPORT: [[is_staff]],
        P.READ: [[is_listed], [is_own], [is_staff, was_submitted], [is_system]],
        P.READ_PRIVATE: [[is_own], [is_staff, was_submitted]],
        P.REVISE: [[is_own]],
        P.SCREEN: [[is_staff]],
        P.SUBMIT: [[is_own]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query."""
    if actor.is_system:
        return true()
    own = Broker.user_id == actor.user_id if actor.user_id is not None else false()
    submitted = Broker.submitted_at.is_not(None) if actor.is_staff else false()
    return or_(Broker.status == BrokerStatus.LISTED, own, submitted)

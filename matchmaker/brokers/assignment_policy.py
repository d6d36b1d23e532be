"""Who may give items to brokers, and who may give them back."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.models import Broker
from matchmaker.brokers.pool import deputies
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system


class AssignmentPermission(StrEnum):
    ASSIGN = "assignment:assign"  # and edit the rules
    DECLINE = "assignment:decline"
    READ = "assignment:read"
    RELEASE = "assignment:release"


def is_assignee(actor: Actor, assignment: Assignment) -> bool:
    return actor.user_id is not None and actor.user_id == assignment.broker.user_id


def is_deputy(actor: Actor, assignment: Assignment) -> bool:
    """Stands in for the assignee today."""
    deputy = deputies().get(assignment.broker_id)
    if deputy is None or actor.user_id is None:
        return False
    return db.session.scalar(select(Broker.id).where(Broker.user_id == actor.user_id)) == deputy


P = AssignmentPermission
POLICY = Policy(
    "assignment",
    {
        P.ASSIGN: [[is_staff]],
        P.DECLINE: [[is_assignee], [is_deputy]],
        P.READ: [[is_assignee], [is_deputy], [is_staff]],
        P.RELEASE: [[is_system]],
    },
)

"""Read models of assignment: the own items, the staff's page, and what lies in a broker's scope."""

from __future__ import annotations

from sqlalchemy import func, select, true
from sqlalchemy.orm import joinedload

from matchmaker.brokers import queries
from matchmaker.brokers.assignment_models import Assignment, AssignmentRule, BrokerAbsence
from matchmaker.brokers.assignment_policy import POLICY, AssignmentPermission
from matchmaker.brokers.choice import Desk
from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.help_policy import POLICY as HELP_POLICY
from matchmaker.brokers.help_policy import HelpPermission
from matchmaker.brokers.items import column_of, unassigned_query
from matchmaker.brokers.models import Broker
from matchmaker.brokers.pool import desks
from matchmaker.brokers.vocabulary import AssignmentStatus, BrokerStatus, HelpStatus, ItemKind
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

MOST_REQUESTS = 50
_WITH_ITEMS = (
    joinedload(Assignment.challenge),
    joinedload(Assignment.achievement),
    joinedload(Assignment.broker),
)


def own_items(actor: Actor, page: int = 1) -> Page:
    """What the acting broker follows, as a deputy too; the newest first."""
    query = select(Assignment).where(
        Assignment.broker_id.in_(queries.scope_of(actor).broker_ids),
        Assignment.status == AssignmentStatus.OPEN,
    )
    return paginate(
        query.options(*_WITH_ITEMS).order_by(Assignment.assigned_at.desc(), Assignment.id.desc()), page
    )


def followed(broker_id: int | None, page: int = 1) -> Page:
    """Items that are followed, of one broker or of all; the longest followed first."""
    mine = Assignment.broker_id == broker_id if broker_id is not None else true()
    query = select(Assignment).where(Assignment.status == AssignmentStatus.OPEN, mine)
    return paginate(query.options(*_WITH_ITEMS).order_by(Assignment.assigned_at, Assignment.id), page)


def unassigned(kind: ItemKind, page: int = 1) -> Page:
    return paginate(unassigned_query(kind), page, 10)


def unassigned_counts() -> dict[ItemKind, int]:
    """How many running items of each kind nobody follows."""
    counted = {kind: unassigned_query(kind).order_by(None).subquery() for kind in ItemKind}
    return {
        kind: db.session.scalar(select(func.count()).select_from(found)) or 0
        for kind, found in counted.items()
    }


def assignable() -> list[Broker]:
    """Who may get items, by name."""
    query = select(Broker).where(Broker.status == BrokerStatus.LISTED, Broker.valid_until >= clock.today())
    return list(db.session.scalars(query.order_by(Broker.name, Broker.id)))


def loads() -> list[tuple[Broker, Desk]]:
    """Each assignable broker with what he has in hand, the fullest first."""
    found = desks()
    pairs = [(broker, found[broker.id]) for broker in assignable() if broker.id in found]
    return sorted(pairs, key=lambda pair: (-pair[1].open / pair[1].capacity, pair[0].name))


def get(actor: Actor, number: int) -> Assignment:
    """An assignment this actor may know of; else `NotFound`."""
    assignment = db.session.get(Assignment, number)
    if assignment is None or not POLICY.can(actor, AssignmentPermission.READ, assignment):
        raise NotFound
    return assignment


def broker_of(kind: str, number: int) -> Broker | None:
    """Who follows this item."""
    query = select(Broker).join(Assignment, Assignment.broker_id == Broker.id)
    query = query.where(column_of(ItemKind(kind)) == number, Assignment.status == AssignmentStatus.OPEN)
    return db.session.scalar(query)


def rules() -> list[AssignmentRule]:
    """All rules in the order in which they are asked."""
    query = select(AssignmentRule).join(AssignmentRule.broker).options(joinedload(AssignmentRule.broker))
    return list(db.session.scalars(query.order_by(AssignmentRule.priority, Broker.name, AssignmentRule.id)))


def absences(broker: Broker) -> list[BrokerAbsence]:
    """This broker's present and coming absences."""
    query = select(BrokerAbsence).where(
        BrokerAbsence.broker_id == broker.id, BrokerAbsence.ends_on >= clock.today()
    )
    query = query.options(joinedload(BrokerAbsence.deputy))
    return list(db.session.scalars(query.order_by(BrokerAbsence.starts_on)))


def help_request(actor: Actor, number: int) -> HelpRequest:
    """A request for help this actor may know of; else `NotFound`."""
    found = db.session.get(HelpRequest, number)
    if found is None or not HELP_POLICY.can(actor, HelpPermission.READ, found):
        raise NotFound
    return found


def help_asked(broker: Broker) -> list[HelpRequest]:
    """What waits for this broker's answer, the oldest first."""
    query = select(HelpRequest).where(
        HelpRequest.broker_id == broker.id, HelpRequest.status == HelpStatus.ASKED
    )
    parts = (
        joinedload(HelpRequest.organization),
        joinedload(HelpRequest.challenge),
        joinedload(HelpRequest.achievement),
    )
    return list(
        db.session.scalars(query.options(*parts).order_by(HelpRequest.created_at).limit(MOST_REQUESTS))
    )


def help_sent(organization_id: int, broker: Broker) -> list[HelpRequest]:
    """What an organisation has asked of this broker, the newest first."""
    query = select(HelpRequest).where(
        HelpRequest.broker_id == broker.id, HelpRequest.organization_id == organization_id
    )
    return list(db.session.scalars(query.order_by(HelpRequest.created_at.desc()).limit(MOST_REQUESTS)))

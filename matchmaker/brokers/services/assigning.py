"""Giving items to brokers, by rule or by hand, and taking them away. The caller opens the transaction."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.assignment_policy import POLICY, AssignmentPermission
from matchmaker.brokers.assignment_workflow import WORKFLOW
from matchmaker.brokers.events import AssignmentMade
from matchmaker.brokers.items import Item, column_of, over_query, unassigned
from matchmaker.brokers.models import Broker
from matchmaker.brokers.pool import Pool
from matchmaker.brokers.vocabulary import AssignmentOrigin, AssignmentStatus, BrokerStatus, ItemKind
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish

AT_ONCE = 200  # items one sweep looks at


def assign_item(actor: Actor, item: Item, broker: Broker) -> Assignment:
    """By hand. Raises `Conflict` when somebody follows the item already: of two at once one wins."""
    POLICY.require(actor, AssignmentPermission.ASSIGN)
    require_assignable(broker)
    return _make(actor, item, broker.id, AssignmentOrigin.STAFF)


def require_assignable(broker: Broker) -> None:
    """Raise `GuardFailed` for a broker who is not in the directory or whose certificate has run out."""
    if broker.status is not BrokerStatus.LISTED:
        raise GuardFailed(errors={"broker": _("这位经纪人不在名录中，请选择其他人。")})
    if broker.is_expired:
        raise GuardFailed(errors={"broker": _("这位经纪人的证书已过期，请选择其他人。")})


def reassign_item(actor: Actor, assignment: Assignment, broker: Broker, reason: str) -> Assignment:
    """To another broker, with a reason."""
    require_assignable(broker)
    if broker.id == assignment.broker_id:
        raise GuardFailed(errors={"broker": _("事项已在这位经纪人手上，请选择其他人。")})
    _end(actor, assignment, "reassign", reason)
    return _make(actor, Item.of(assignment.item), broker.id, AssignmentOrigin.STAFF)


def follow_on_request(item: Item, broker: Broker) -> Assignment:
    """The owner asked for this broker, who has accepted: the item is his, whoever followed it before."""
    running = live_of(item.kind, item.id)
    if running is not None and running.broker_id == broker.id:
        return running
    if running is not None:
        _end(SYSTEM, running, "reassign", _("单位请了另一位经纪人。"))
    return _make(SYSTEM, item, broker.id, AssignmentOrigin.REQUEST)


def decline_assignment(actor: Actor, assignment: Assignment, reason: str) -> Assignment | None:
    """The broker gives the item back; the next in line gets it, if there is one."""
    _end(actor, assignment, "decline", reason)
    return assign_by_rule(Item.of(assignment.item))


def assign_by_rule(item: Item) -> Assignment | None:
    """The broker whom the rules choose; None when nobody fits, is free, and has not declined it."""
    if live_of(item.kind, item.id) is not None:
        return None
    chosen = Pool.load().choose(item)
    return _make(SYSTEM, item, chosen, AssignmentOrigin.RULE) if chosen is not None else None


def release_item(kind: ItemKind, number: int) -> None:
    """The item is over; nobody follows it any more."""
    assignment = live_of(kind, number)
    if assignment is not None:
        _end(SYSTEM, assignment, "release", "")


def sweep_due() -> int:
    """Assign what was missed: no rule fitted, nobody was free, or the rules are newer. Returns how many."""
    pool, made = Pool.load(), 0
    if not pool.rules or all(desk.is_full for desk in pool.desks.values()):
        return 0
    domains = {rule.domain_code for rule in pool.rules}
    for kind in ItemKind:
        for item in unassigned(kind, AT_ONCE, set() if "" in domains else domains):
            chosen = pool.choose(item)
            if chosen is not None:
                _make(SYSTEM, item, chosen, AssignmentOrigin.RULE)
                pool.note(chosen)
                made += 1
    return made


def release_due() -> int:
    """End what still runs for an item that is over, however it ended. Returns how many."""
    found = [one for kind in ItemKind for one in db.session.scalars(over_query(kind))]
    for assignment in found:
        _end(SYSTEM, assignment, "release", "")
    return len(found)


def live_of(kind: ItemKind, number: int) -> Assignment | None:
    """The assignment that runs for an item."""
    query = select(Assignment).where(column_of(kind) == number, Assignment.status == AssignmentStatus.OPEN)
    return db.session.scalar(query)


def _make(actor: Actor, item: Item, broker_id: int, origin: AssignmentOrigin) -> Assignment:
    if live_of(item.kind, item.id) is not None:
        raise Conflict(_("这个事项刚由他人分派，请刷新页面查看。"))
    assignment = Assignment(broker_id=broker_id, origin=origin, assigned_at=clock.now())
    setattr(assignment, f"{item.kind.value}_id", item.id)
    db.session.add(assignment)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_("这个事项刚由他人分派，请刷新页面查看。")) from error
    audit.record("assignment", assignment.id, "assign", actor, after=assignment.status, note=item.public_id)
    publish(AssignmentMade(assignment.id))
    return assignment


def _end(actor: Actor, assignment: Assignment, action: str, reason: str) -> None:
    WORKFLOW.apply(assignment, action, actor, reason)
    assignment.ended_at, assignment.reason = clock.now(), reason
    db.session.flush()  # frees the item for the next assignment

"""The rules and the brokers' desks as they are now: four statements, however many items are to be given out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import case, func, or_, select

from matchmaker.brokers.assignment_models import Assignment, AssignmentRule, BrokerAbsence
from matchmaker.brokers.choice import LONG_AGO, Desk, Rule, choose
from matchmaker.brokers.items import MODELS, RUNNING, Item, column_of
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import AssignmentStatus, BrokerStatus, ItemKind
from matchmaker.extensions import db
from matchmaker.kernel import clock

S = AssignmentStatus


@dataclass
class Pool:
    """What `choose` needs."""

    rules: list[Rule]
    desks: dict[int, Desk]
    deputies: dict[int, int]
    refusals: dict[tuple[ItemKind, int], set[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Pool:
        rules = [
            Rule(row.broker_id, row.priority, row.item_kind, row.domain_code, row.region_code)
            for row in db.session.scalars(select(AssignmentRule).order_by(AssignmentRule.id))
        ]
        if not rules:
            return cls([], {}, {})
        return cls(rules, desks(), deputies(), _refusals())

    def choose(self, item: Item) -> int | None:
        refused = frozenset(self.refusals.get((item.kind, item.id), ()))
        return choose(self.rules, item.facts, self.desks, self.stand_in, refused)

    def stand_in(self, broker_id: int) -> int | None:
        """The broker himself, or his deputy while he is away; None when the deputy is away too."""
        deputy = self.deputies.get(broker_id)
        if deputy is None:
            return broker_id
        return deputy if deputy not in self.deputies else None

    def note(self, broker_id: int) -> None:
        """One more item on this desk."""
        self.desks[broker_id].open += 1
        self.desks[broker_id].last_at = clock.now()


def desks() -> dict[int, Desk]:
    """All brokers who may get items, with what they have in hand."""
    is_open = func.sum(case((Assignment.status == S.OPEN, 1), else_=0))
    query = (
        select(Broker.id, Broker.capacity, is_open, func.max(Assignment.assigned_at))
        .outerjoin(Assignment, Assignment.broker_id == Broker.id)
        .where(Broker.status == BrokerStatus.LISTED, Broker.valid_until >= clock.today())
        .group_by(Broker.id, Broker.capacity)
    )
    return {
        number: Desk(capacity, count or 0, last or LONG_AGO)
        for number, capacity, count, last in db.session.execute(query)
    }


def deputies() -> dict[int, int]:
    """Who is away today → who stands in."""
    today = clock.today()
    query = select(BrokerAbsence.broker_id, BrokerAbsence.deputy_id).where(
        BrokerAbsence.starts_on <= today, BrokerAbsence.ends_on >= today
    )
    return {row.broker_id: row.deputy_id for row in db.session.execute(query.order_by(BrokerAbsence.id))}


def _refusals() -> dict[tuple[ItemKind, int], set[int]]:
    """Which brokers have declined which running items, or lost them to another by the staff's decision."""
    found: dict[tuple[ItemKind, int], set[int]] = defaultdict(set)
    is_running = or_(
        *(
            column_of(kind).in_(select(model.id).where(model.status == RUNNING[kind]))
            for kind, model in MODELS.items()
        )
    )
    query = select(Assignment.challenge_id, Assignment.achievement_id, Assignment.broker_id).where(
        Assignment.status.in_((S.DECLINED, S.REASSIGNED)), is_running
    )
    for row in db.session.execute(query):
        kind = ItemKind.CHALLENGE if row.challenge_id is not None else ItemKind.ACHIEVEMENT
        found[kind, row.challenge_id or row.achievement_id or 0].add(row.broker_id)
    return found

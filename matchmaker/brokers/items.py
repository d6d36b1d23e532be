"""What a broker follows, needs and achievements alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.choice import Facts
from matchmaker.brokers.vocabulary import AssignmentStatus, ItemKind
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel.errors import NotFound
from matchmaker.taxonomy.terms import ancestors

MODELS: dict[ItemKind, type[Any]] = {ItemKind.CHALLENGE: Challenge, ItemKind.ACHIEVEMENT: Achievement}
RUNNING: dict[ItemKind, Any] = {
    ItemKind.CHALLENGE: ChallengeStatus.OPEN,
    ItemKind.ACHIEVEMENT: AchievementStatus.LISTED,
}
"""The state in which an item is followed."""


@dataclass(frozen=True)
class Item:
    """A need or an achievement as assignment sees it."""

    kind: ItemKind
    id: int
    public_id: str
    title: str
    domain_code: str
    region_code: str

    @classmethod
    def of(cls, row: Challenge | Achievement) -> Item:
        kind = ItemKind.CHALLENGE if isinstance(row, Challenge) else ItemKind.ACHIEVEMENT
        return cls(kind, row.id, row.public_id, row.title, row.domain_code, row.region_code)

    @property
    def facts(self) -> Facts:
        wider = (term.code for term in ancestors("region", self.region_code)) if self.region_code else ()
        return Facts(self.kind.value, self.domain_code, frozenset({self.region_code, *wider}))


def column_of(kind: ItemKind) -> Any:
    """The column of `Assignment` that names items of this kind."""
    return Assignment.challenge_id if kind is ItemKind.CHALLENGE else Assignment.achievement_id


def running(kind: ItemKind, number: int) -> Item:
    """An item that may be followed now; else `NotFound`."""
    row = db.session.get(MODELS[kind], number)
    if row is None or row.status is not RUNNING[kind]:
        raise NotFound
    return Item.of(row)


def is_running(row: Challenge | Achievement) -> bool:
    """Whether an item is one to be followed now."""
    return row.status is RUNNING[Item.of(row).kind]


def owner_of(item: Item) -> int:
    """The organisation whose item it is."""
    row = db.session.get_one(MODELS[item.kind], item.id)
    return row.sponsor_id if item.kind is ItemKind.CHALLENGE else row.holder_id


def own_running(organization_id: int) -> list[Item]:
    """An organisation's running items, needs first."""
    own = {ItemKind.CHALLENGE: Challenge.sponsor_id, ItemKind.ACHIEVEMENT: Achievement.holder_id}
    return [
        Item.of(row)
        for kind, model in MODELS.items()
        for row in db.session.scalars(
            select(model)
            .where(own[kind] == organization_id, model.status == RUNNING[kind])
            .order_by(model.id)
        )
    ]


def unassigned_query(kind: ItemKind) -> Select[Any]:
    """Running items nobody follows, the longest published first."""
    model = MODELS[kind]
    is_followed = exists().where(column_of(kind) == model.id, Assignment.status == AssignmentStatus.OPEN)
    query = select(model).where(model.status == RUNNING[kind], ~is_followed)
    return query.order_by(model.published_at, model.id)


def over_query(kind: ItemKind) -> Select[Any]:
    """Assignments that run although their item does not."""
    model = MODELS[kind]
    query = select(Assignment).join(model, column_of(kind) == model.id)
    return query.where(Assignment.status == AssignmentStatus.OPEN, model.status != RUNNING[kind])


def unassigned(kind: ItemKind, most: int, domains: Collection[str] = ()) -> Iterator[Item]:
    """The first ``most`` of them, of these fields alone when some are named: others must not stand in their way."""
    query = unassigned_query(kind)
    if domains:
        query = query.where(MODELS[kind].domain_code.in_(domains))
    rows = list(db.session.scalars(query.limit(most)))
    return (Item.of(row) for row in rows)

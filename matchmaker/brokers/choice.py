"""Which broker gets an item: rules, then load, then who has waited longest. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Facts:
    """What is asked of an item: kind, field, and its region with all regions that contain it."""

    kind: str
    domain_code: str
    region_codes: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """Empty parts fit everything; a smaller ``priority`` comes first."""

    broker_id: int
    priority: int = 1
    item_kind: str = ""
    domain_code: str = ""
    region_code: str = ""

    def fits(self, facts: Facts) -> bool:
        return (
            self.item_kind in ("", facts.kind)
            and self.domain_code in ("", facts.domain_code)
            and (not self.region_code or self.region_code in facts.region_codes)
        )


@dataclass
class Desk:
    """How much one broker has in hand, of how much, and since when he got nothing."""

    capacity: int
    open: int = 0
    last_at: datetime = LONG_AGO

    @property
    def is_full(self) -> bool:
        return self.open >= self.capacity


def choose(
    rules: Iterable[Rule],
    facts: Facts,
    desks: Mapping[int, Desk],
    stand_in: Callable[[int], int | None],
    refused: frozenset[int] = frozenset(),
) -> int | None:
    """The broker for an item, or None. ``desks`` holds only those who may get items; ``stand_in`` names the broker
    himself or his deputy; who has ``refused`` the item is passed over, and so is who is full."""
    tiers: dict[int, set[int]] = {}
    for rule in rules:
        if rule.fits(facts):
            person = stand_in(rule.broker_id)
            if person is not None and person in desks and person not in refused and not desks[person].is_full:
                tiers.setdefault(rule.priority, set()).add(person)
    if not tiers:
        return None

    def order(person: int) -> tuple[Fraction, datetime, int]:
        desk = desks[person]
        return Fraction(desk.open, desk.capacity), desk.last_at, person

    return min(tiers[min(tiers)], key=order)

"""The sealed part of a bid as one value, and its canonical bytes. Pure.

Parts follow the national 申报书 (state of the art, objectives, foundation, schedule, organization and risks, team,
budget, annexes) and what 揭榜 adds: the response to every indicator, technical route, maturity now and after,
milestones with payments, terms of intellectual property, declaration of relations, undertaking.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Self

from matchmaker.bids.vocabulary import LIMITS, RelationKind
from matchmaker.indicators.entries import read_value
from matchmaker.indicators.stated import Indicator, Operator


@dataclass(frozen=True)
class Response:
    """What the team promises for one required figure; ``value`` as typed, in the unit of the need."""

    name: str
    required: str = ""  # the need's figure when the answer was written, for the reader of the bid
    value: str = ""
    method: str = ""
    evidence: str = ""
    unit: str = ""

    def to_indicator(self) -> Indicator | None:
        """The promise as a figure, as words where it is none, None when nothing is promised."""
        if not self.value.strip():
            return None
        read = read_value(self.value, Operator.EQ, self.unit)
        if read is None:
            return Indicator(self.name, Operator.TEXT, value_text=self.value)
        return Indicator(self.name, **read)


@dataclass(frozen=True)
class Milestone:
    """A step with its day (ISO), what proves it, and what is paid for it (分)."""

    title: str
    due_on: str
    amount: int
    evidence: str = ""

    @property
    def day(self) -> date:
        return date.fromisoformat(self.due_on)


@dataclass(frozen=True)
class BudgetLine:
    """An item of cost (分)."""

    item: str
    amount: int
    note: str = ""


@dataclass(frozen=True)
class TeamMember:
    """A person of the team and the part he takes."""

    name: str
    title: str = ""
    part: str = ""


@dataclass(frozen=True)
class SealedFile:
    """An annex by its number, name and hash; its bytes are sealed beside."""

    id: int
    filename: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class BidContent:
    """Everything a team states. ``divisions``: number of a member unit → its part of the work."""

    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(LIMITS, ""))
    trl_now: int | None = None
    trl_after: int | None = None
    quote_amount: int | None = None
    responses: tuple[Response, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    budget: tuple[BudgetLine, ...] = ()
    team: tuple[TeamMember, ...] = ()
    divisions: dict[str, str] = field(default_factory=dict)
    relation: str = ""  # a `RelationKind`
    is_undertaken: bool = False
    files: tuple[SealedFile, ...] = ()
    salt: str = ""

    @property
    def relation_kind(self) -> RelationKind | None:
        return RelationKind(self.relation) if self.relation else None

    @property
    def budget_total(self) -> int:
        return sum(line.amount for line in self.budget)

    @property
    def payment_total(self) -> int:
        return sum(one.amount for one in self.milestones)

    def to_bytes(self) -> bytes:
        """Canonical JSON: the same content gives the same bytes, whatever the machine."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        return cls.from_json(json.loads(stored))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        known = {f.name: stored[f.name] for f in fields(cls) if f.name in stored}
        for name, kind in _ROWS.items():
            known[name] = tuple(kind(**row) for row in known.get(name, ()))
        return cls(**known)


_ROWS: dict[str, Any] = {
    "responses": Response,
    "milestones": Milestone,
    "budget": BudgetLine,
    "team": TeamMember,
    "files": SealedFile,
}

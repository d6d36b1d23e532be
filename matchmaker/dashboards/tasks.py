"""One step somebody has to take: in which stage, whose turn it is, until when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.actor import Actor

STAGES: dict[str, Any] = {
    "screening": _l("形式审查"),
    "contact": _l("对接"),
    "bidding": _l("揭榜"),
    "eligibility": _l("资格审查"),
    "evaluation": _l("评审"),
    "award": _l("定榜与公示"),
    "contract": _l("签约"),
    "delivery": _l("实施与考核"),
    "settlement": _l("兑付"),
}
SOON_DAYS = 7


@dataclass(frozen=True)
class Task:
    """``units`` and ``user_id`` say whose turn it is; ``staff``: the sub-centre's; none of them: the clock's."""

    stage: str
    subject: str  # what it is about: the challenge's title
    words: str
    turn: str  # in words
    endpoint: str
    values: Mapping[str, Any]
    due: date | None = None
    units: frozenset[int] = field(default_factory=frozenset)
    staff: bool = False
    user_id: int | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether it is this actor's turn."""
        if self.staff and actor.is_staff:
            return True
        if self.user_id is not None and actor.user_id == self.user_id:
            return True
        return any(actor.belongs_to(unit) for unit in self.units)

    def days_left(self, today: date) -> int | None:
        return (self.due - today).days if self.due else None

    def is_overdue(self, today: date) -> bool:
        return self.due is not None and self.due < today

    def is_soon(self, today: date) -> bool:
        left = self.days_left(today)
        return left is not None and 0 <= left <= SOON_DAYS


def ordered(tasks: Iterable[Task]) -> list[Task]:
    """The nearest day first, overdue before all; what has no day comes last, in the order of the stages."""
    stages = list(STAGES)
    return sorted(tasks, key=lambda one: (one.due is None, one.due or date.max, stages.index(one.stage)))

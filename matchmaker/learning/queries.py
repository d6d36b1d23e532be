"""Read models: the weights in use, sets of weights, and the figures of the quality page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate
from matchmaker.learning.models import Judgement, ReleaseFigure, WeightSet
from matchmaker.learning.vocabulary import ACCEPTED_FROM, JudgementSource, WeightSetStatus

MONTHS = 6
RELEASES = 20


def weights_in_use() -> dict[str, Any] | None:
    """What staff have chosen; None: the built-in weights."""
    return db.session.scalar(select(WeightSet.weights).where(WeightSet.status == WeightSetStatus.IN_USE))


def get(_actor: Actor, number: int) -> WeightSet:
    """One set of weights; the guard of its page says who may see it."""
    found = db.session.get(WeightSet, number)
    if found is None:
        raise NotFound
    return found


def weight_sets(page: int = 1) -> Page:
    """Newest first."""
    return paginate(select(WeightSet).order_by(WeightSet.id.desc()), page)


def release_figures() -> list[ReleaseFigure]:
    """The latest releases, newest first."""
    return list(db.session.scalars(select(ReleaseFigure).order_by(ReleaseFigure.id.desc()).limit(RELEASES)))


@dataclass(frozen=True)
class Acceptance:
    """How many judgements of a month and how many of them say "worth a talk"."""

    month: str
    judged: int
    accepted: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.accepted / self.judged) if self.judged else None


def acceptance() -> list[Acceptance]:
    """The last months in Beijing time, newest first; one statement."""
    starts = _month_starts()
    ends = [clock.now() + timedelta(days=1), *starts[:-1]]
    accepted = Judgement.grade >= ACCEPTED_FROM
    columns = []
    for start, end in zip(starts, ends, strict=True):
        within = (Judgement.created_at >= start, Judgement.created_at < end)
        columns += [func.count().filter(*within), func.count().filter(*within, accepted)]
    row = db.session.execute(select(*columns).where(Judgement.created_at >= starts[-1])).one()
    return [
        Acceptance(start.astimezone(clock.BEIJING).strftime("%Y-%m"), row[2 * place], row[2 * place + 1])
        for place, start in enumerate(starts)
    ]


def _month_starts() -> list[datetime]:
    start = clock.now().astimezone(clock.BEIJING).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = [start]
    while len(found) < MONTHS:
        start = (start - timedelta(days=1)).replace(day=1)
        found.append(start)
    return found


def by_source() -> dict[JudgementSource, int]:
    """How many judgements there are of each kind."""
    rows = db.session.execute(select(Judgement.source, func.count()).group_by(Judgement.source))
    counts: dict[JudgementSource, int] = dict(rows.all())
    return {source: counts.get(source, 0) for source in JudgementSource}

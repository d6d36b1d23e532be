"""From an entry of the world's files to the columns of a row.

Amounts are written in 万元 (``funding_wan``), days relative to the day of loading (``published_days_ago``,
``deadline_in_days``); everything else has the name of its column.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, inspect
from sqlalchemy import Enum as EnumColumn

from matchmaker.kernel import clock
from matchmaker.kernel.money import Money
from matchmaker.kernel.types import UtcDateTime

OFFICE_CLOSES = time(17, tzinfo=clock.BEIJING)


def columns_of(model: type[Any], entry: dict[str, Any], **fixed: Any) -> dict[str, Any]:
    """The values of ``entry`` that are columns of ``model``, converted; ``fixed`` ones win."""
    known = inspect(model).columns
    values: dict[str, Any] = {}
    for key, value in entry.items():
        name, converted = _converted(known, key, value)
        if name in known and converted is not None:
            values[name] = _member(known[name], converted)
    return values | fixed


def _converted(known: Any, key: str, value: Any) -> tuple[str, Any]:
    for ending, sign in (("_days_ago", -1), ("_in_days", 1)):
        if key.endswith(ending):
            return _moment(known, key.removesuffix(ending), sign * int(value))
    if key.endswith("_wan"):
        return key.removesuffix("wan") + "amount", Money.from_wan(value).minor
    return key, value


def _moment(known: Any, stem: str, days: int) -> tuple[str, date | datetime | None]:
    """``published`` may be the column ``published_at`` or ``published_on``."""
    day = clock.today() + timedelta(days=days)
    if f"{stem}_on" in known and isinstance(known[f"{stem}_on"].type, Date):
        return f"{stem}_on", day
    if f"{stem}_at" in known and isinstance(known[f"{stem}_at"].type, UtcDateTime):
        moment = datetime.combine(day, OFFICE_CLOSES)
        return f"{stem}_at", min(moment, clock.now()) if days <= 0 else moment
    return stem, None


def _member(column: Any, value: Any) -> Any:
    kind = column.type
    return kind.enum_class(value) if isinstance(kind, EnumColumn) and kind.enum_class else value

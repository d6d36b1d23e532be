"""Reading a figure in another unit; several readings where a year may mean different things."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from matchmaker.indicators.quantities import fold
from matchmaker.indicators.stated import Indicator
from matchmaker.indicators.units import Unit, comparable, unit_of

YEAR_HOURS = (7200 / 8760, 1.0)  # a year of operation against a calendar year
_DIFFERENCE = re.compile(r"温差|温升|升温|降温|波动|精度|偏差|误差|过热度|过冷度|允差|漂移")


@dataclass(frozen=True)
class Mismatch:
    """Why two units cannot be compared: a reason code and what its sentence needs."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Conversion:
    """``value × factor + shift`` turns the offer's figure into the need's unit; several readings when in doubt."""

    factors: tuple[float, ...] = (1.0,)
    shift: float = 0.0
    is_percent: bool = False
    points: float = 1.0  # percentage points of one need unit


def conversion(need: Indicator, offer: Indicator) -> Conversion | Mismatch:
    """How to read the offer's figure in the need's unit, or why that cannot be done."""
    if bool(need.unit) != bool(offer.unit):
        return Mismatch("unit_missing")
    one, other = unit_of(need.unit), unit_of(offer.unit)
    if one is None or other is None:
        if fold(need.unit).text.replace(" ", "") == fold(offer.unit).text.replace(" ", ""):
            return Conversion()
        return Mismatch("unit_differs", {"one": need.unit, "other": offer.unit})
    if not comparable(one, other):
        return Mismatch("unit_differs", {"one": need.unit, "other": offer.unit})
    factor, shift = other.factor / one.factor, 0.0
    if (one.offset or other.offset) and not need.change and not _DIFFERENCE.search(need.name):
        shift = (other.offset - one.offset) / one.factor
    factors = tuple(factor * reading for reading in _readings(one, other))
    return Conversion(factors, shift, one.is_percent, one.factor * 100 if one.is_percent else 1.0)


def _readings(need: Unit, offer: Unit) -> tuple[float, ...]:
    """What a year or month may mean against hours or days."""
    if need.calendar == offer.calendar:
        return (1.0,)
    year = 365 * 86400.0
    month = {True: 30 * 12 / 365, False: 1.0}
    if need.dimension == (("time", 1),):
        calendar, clock = (offer, need) if offer.calendar else (need, offer)
        days = month[not math.isclose(calendar.factor % year, 0.0, abs_tol=1.0)]
        exact = (1.0,) if clock.factor >= 86400 else YEAR_HOURS
        return tuple(days * each if offer.calendar else 1 / (days * each) for each in exact)
    return YEAR_HOURS if need.calendar else tuple(1 / each for each in YEAR_HOURS)

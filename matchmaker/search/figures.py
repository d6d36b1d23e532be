"""Indicators in search: rows become intervals in base units, and a query's 「水分 ≤ 50 mg/kg」 becomes a filter."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matchmaker.indicators.models import Indicator, Operator
from matchmaker.indicators.names import name_of
from matchmaker.indicators.parse import parse_indicators
from matchmaker.indicators.units import Unit, unit_of
from matchmaker.kernel.layers import Layer
from matchmaker.search.backend import IndicatorRange

_SHARES = {(("share", 1),), (("mass/mass", 1),)}
"""ppm, % and mg/kg of liquids and solids are shares of mass; gases (volume, mole) stay apart."""


@dataclass(frozen=True)
class Recognised:
    """An indicator read out of a query: the filter, and how it was written."""

    range: IndicatorRange
    text: str


def range_of(row: Any, layer: Layer | None = None) -> IndicatorRange | None:
    """The interval a row states; None for qualitative rows, unknown units and rows without a number."""
    unit = unit_of(row.unit) if row.unit else Unit(1.0, ())
    bounds = _bounds(row)
    if unit is None or bounds is None or not row.name:
        return None
    low, high = (_base(value, unit) for value in bounds)
    dimension = "share" if unit.dimension in _SHARES else repr(unit.dimension)
    return IndicatorRange(
        name_of(row.name).head, f"{dimension}{unit.calendar}{unit.note}", low, high, layer or row.layer
    )


def ranges_of(rows: Iterable[Any]) -> tuple[IndicatorRange, ...]:
    return tuple(found for row in rows if (found := range_of(row)) is not None)


def _base(value: float, unit: Unit) -> float:
    return value if math.isinf(value) else float(f"{value * unit.factor + unit.offset:.10g}")


def _bounds(row: Any) -> tuple[float, float] | None:
    low, high, operator = row.value_low, row.value_high, row.operator
    one = low if low is not None else high
    if operator is Operator.TEXT or one is None:
        return None
    if operator in (Operator.GE, Operator.GT):
        return one, math.inf
    if operator in (Operator.LE, Operator.LT):
        return -math.inf, one
    if operator is Operator.PLUS_MINUS and low is not None and high is not None:
        return low - high, low + high
    return (
        (low if low is not None else -math.inf, high if high is not None else math.inf)
        if (operator is Operator.BETWEEN)
        else (one, one)
    )


def recognise(text: str) -> tuple[list[Recognised], str]:
    """The indicators written with an operator, and the text without them (what qualified the name stays)."""
    if not any(letter.isdigit() for letter in text):
        return [], text
    found: list[Recognised] = []
    rest, position = "", 0
    for indicator in parse_indicators(text):
        wanted = range_of(indicator) if _is_filter(indicator) else None
        if wanted is None or indicator.span is None or indicator.span[0] < position:
            continue
        start, end = indicator.span
        qualifier, _blank, name = indicator.name.rpartition(" ")
        qualifier = qualifier or name_of(name).qualifier.replace("/", " ")
        rest += f"{text[position:start]} {qualifier} "
        position = end
        found.append(Recognised(wanted, f"{wanted.name} {indicator.display}"))
    return found, " ".join((rest + text[position:]).split())


def _is_filter(indicator: Indicator) -> bool:
    return not (indicator.is_implied or indicator.change or indicator.is_reference)

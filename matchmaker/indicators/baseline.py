"""How far an achieved figure is from present practice: ``降 90%``, ``升 0.06 个百分点``."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from matchmaker.indicators.figures import figures
from matchmaker.indicators.names import better
from matchmaker.indicators.quantities import fold, format_number
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.indicators.units import comparable, unit_of


@dataclass(frozen=True)
class Change:
    """``judgement`` is ``better``, ``worse`` or, when no direction is known, empty."""

    text: str
    is_rise: bool
    judgement: str


def change_of(row: Indicator) -> Change | None:
    """The change from ``baseline_value`` to the row's own figure; None when either is no single number."""
    before, after = _baseline(row), row.number
    if (
        before is None
        or after is None
        or row.operator in (Operator.BETWEEN, Operator.PLUS_MINUS, Operator.TEXT)
    ):
        return None
    if before == after:
        return None
    unit = unit_of(row.unit)
    is_rise = after > before
    if unit and unit.is_percent:
        points = format_number(round(abs(after - before) * unit.factor * 100, 4))
        text = _("升 %(n)s 个百分点", n=points) if is_rise else _("降 %(n)s 个百分点", n=points)
    elif before > 0:
        share = format_number(round(abs(after - before) / before * 100))
        text = _("升 %(n)s%%", n=share) if is_rise else _("降 %(n)s%%", n=share)
    else:
        return None
    return Change(text, is_rise, _judgement(row, is_rise))


def _baseline(row: Indicator) -> float | None:
    """The number in ``baseline_value`` in the row's unit; a value without unit is taken to have the row's."""
    found = list(figures(fold(row.baseline_value).text))
    if len(found) != 1 or found[0].high is not None:
        return None
    figure, unit, own = found[0], unit_of(found[0].unit), unit_of(row.unit)
    if not figure.unit or figure.unit == row.unit:
        return figure.low
    if unit is None or own is None or not comparable(unit, own) or unit.offset or own.offset:
        return None
    return figure.low * unit.factor / own.factor


def _judgement(row: Indicator, is_rise: bool) -> str:
    wish = {Operator.GE: "higher", Operator.GT: "higher", Operator.LE: "lower", Operator.LT: "lower"}
    direction = wish.get(row.operator) or better(row.name)
    if not direction:
        return ""
    return "better" if is_rise == (direction == "higher") else "worse"

"""Does an offer meet a required indicator? Plain structured comparison; never a wrong "met".

Rules (docs/indicators.md): *met* when every value the offer may mean satisfies the need; *close* when the bound is
missed by at most 5 % of the required value and, for percentages, by at most one percentage point, or when a strict
bound is exactly reached; *unmet* otherwise; *unstated* when nothing comparable is said or anything is in doubt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matchmaker.indicators.conversion import Conversion, Mismatch, conversion
from matchmaker.indicators.figures import figures
from matchmaker.indicators.names import better, is_operating_range, may_be_operating_range, relation
from matchmaker.indicators.quantities import fold
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.indicators.statements import row_as_change
from matchmaker.indicators.units import unit_of
from matchmaker.indicators.verdicts import SEVERITY, Comparison, Verdict

CLOSE_SHARE = 0.05  # of the required value
CLOSE_POINTS = 1.0  # percentage points
ABOUT_SHARE = 0.05  # what 约 may hide
_EPS = 1e-9
_BRACKET = re.compile(r"[（(]([^()（）]*\d[^()（）]*)[)）]")


@dataclass(frozen=True)
class _Span:
    """Values that are allowed (need) or possible (offer); open ends for strict bounds."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False


def compare_all(needs: Iterable[Indicator], offers: Sequence[Indicator]) -> list[Comparison]:
    """One comparison per required indicator, in their order."""
    return [compare(need, offers) for need in needs]


def compare(need: Indicator, offers: Sequence[Indicator]) -> Comparison:
    """The verdict on ``need``; of several statements about the same thing the worst counts."""
    need = _with_condition(row_as_change(need))
    possible = [_with_condition(row_as_change(offer)) for offer in offers if not offer.is_reference]
    about = [(offer, relation(*_names(need, offer))) for offer in possible]
    same = [offer for offer, kind in about if kind == "same"]
    outcomes = [_compare_one(need, offer) for offer in same]
    decided = [outcome for outcome in outcomes if outcome.verdict in SEVERITY]
    if decided:
        return max(decided, key=lambda outcome: SEVERITY[outcome.verdict])
    if outcomes:
        return outcomes[0]
    doubtful = next((offer for offer, kind in about if kind == "doubtful"), None)
    if doubtful:
        return _unstated(need, doubtful, "other_scope", name=doubtful.name, required_name=need.name)
    return Comparison(need, None, Verdict.UNSTATED, "silent")


def _names(need: Indicator, offer: Indicator) -> tuple[str, str]:
    return _BRACKET.sub("", need.name) or need.name, _BRACKET.sub("", offer.name) or offer.name


def _with_condition(indicator: Indicator) -> Indicator:
    """``粘度（25 ℃）``: a bracket with a figure is a condition wherever it was written."""
    match = _BRACKET.search(indicator.name)
    if indicator.condition or not match or not any(True for _figure in figures(fold(match[1]).text)):
        return indicator
    return replace(indicator, condition=match[1])


def _unstated(need: Indicator, offer: Indicator | None, code: str, **params: object) -> Comparison:
    return Comparison(need, offer, Verdict.UNSTATED, code, params)


def _words(need: Indicator, offer: Indicator) -> dict[str, str]:
    return {"required": need.display, "offered": offer.figure}


def _compare_one(need: Indicator, offer: Indicator) -> Comparison:
    if Operator.TEXT in (need.operator, offer.operator) or need.number is None or offer.number is None:
        return _compare_texts(need, offer)
    if doubt := _doubt(need, offer):
        return doubt
    units = conversion(need, offer)
    if isinstance(units, Mismatch):
        return _unstated(need, offer, units.code, **units.params)
    need, offer = _tolerances(need, offer)
    allowed = _allowed(need)
    if isinstance(allowed, Comparison):
        exact = _judge(need, offer, _span(need), units)
        if exact.verdict is Verdict.MET and allowed.code == "no_direction":
            return exact  # exactly what was written satisfies any reading of it
        return replace(allowed, offer=offer, params=_words(need, offer))
    return _judge(need, offer, allowed, units)


def _compare_texts(need: Indicator, offer: Indicator) -> Comparison:
    if need.operator is offer.operator is Operator.TEXT and need.value_text:
        one, other = (
            re.sub(r"[\s，,。;；、]", "", fold(each.value_text).text.lower()) for each in (need, offer)
        )
        if one == other:
            return Comparison(need, offer, Verdict.MET, "same_text", {"offered": offer.value_text})
    return _unstated(need, offer, "no_number")


def _doubt(need: Indicator, offer: Indicator) -> Comparison | None:
    if need.change != offer.change:
        return _unstated(need, offer, "other_kind")
    if offer.is_planned:
        return _unstated(need, offer, "planned", **_words(need, offer))
    if need.condition and _condition_key(need.condition) != _condition_key(offer.condition):
        return _unstated(need, offer, "other_condition", condition=need.condition)
    return None


def _condition_key(text: str) -> frozenset[tuple[float, float | None, object]]:
    found = set()
    for figure in figures(fold(text).text):
        unit = unit_of(figure.unit)
        factor = unit.factor if unit else 1.0
        high = None if figure.high is None else round(figure.high * factor, 9)
        found.add((round(figure.low * factor, 9), high, unit.dimension if unit else figure.unit))
    return frozenset(found)


def _tolerances(need: Indicator, offer: Indicator) -> tuple[Indicator, Indicator]:
    """``± 1 ℃`` around nothing limits a deviation: as a need ≤ 1, as an offer 1."""
    if Operator.PLUS_MINUS in (need.operator, offer.operator) and _is_deviation(need) | _is_deviation(offer):
        if _is_deviation(need):
            need = replace(need, operator=Operator.LE, value_low=need.value_high, value_high=None)
        if _is_deviation(offer):
            offer = replace(offer, operator=Operator.EQ, value_low=offer.value_high, value_high=None)
    return need, offer


def _is_deviation(indicator: Indicator) -> bool:
    return indicator.operator is Operator.PLUS_MINUS and not indicator.value_low


def _allowed(need: Indicator) -> _Span | Comparison:
    """What the need accepts, in its own unit."""
    value, operator = need.number or 0.0, need.operator
    if need.is_approximate and operator is Operator.EQ:
        return _unstated(need, None, "need_about")
    if operator is Operator.EQ and need.is_implied:
        direction = "higher" if need.change else better(need.name)
        if not direction:
            return _unstated(need, None, "no_direction")
        operator = Operator.GE if direction == "higher" else Operator.LE
    elif operator is Operator.GE and need.is_implied and not need.change and better(need.name) == "lower":
        operator = Operator.LE
    if need.change and operator in (Operator.BETWEEN, Operator.EQ):
        return _Span(low=value)  # 降低 15%–20%: at least the lower end
    return _span(replace(need, operator=operator))


def _span(indicator: Indicator) -> _Span:
    value, operator = indicator.number or 0.0, indicator.operator
    low, high = indicator.value_low, indicator.value_high
    if operator is Operator.BETWEEN and low is not None and high is not None:
        return _Span(min(low, high), max(low, high))
    if operator is Operator.PLUS_MINUS and low is not None and high is not None:
        return _Span(low - abs(high), low + abs(high))
    if operator in (Operator.GE, Operator.GT):
        return _Span(low=value, low_open=operator is Operator.GT)
    if operator in (Operator.LE, Operator.LT):
        return _Span(high=value, high_open=operator is Operator.LT)
    return _Span(value, value)


def _possible(offer: Indicator) -> _Span:
    """What the offer may mean, in its own unit: 达到 99% is a point."""
    value = offer.number or 0.0
    return _Span(value, value) if offer.is_implied else _span(offer)


def _judge(need: Indicator, offer: Indicator, allowed: _Span, units: Conversion) -> Comparison:
    """All readings of the offer must agree; otherwise it is in doubt."""
    results = []
    for factor in units.factors:
        for wobble in _wobbles(offer, units):
            possible = _convert(_possible(offer), factor, units.shift, wobble)
            results.append(_judge_span(need, offer, allowed, possible, units))
    if len({result.verdict for result in results}) == 1:
        return results[0]
    return _unstated(need, offer, "year_hours" if len(units.factors) > 1 else "about", **_words(need, offer))


def _wobbles(offer: Indicator, units: Conversion) -> tuple[float, ...]:
    if not offer.is_approximate:
        return (0.0,)
    size = abs(offer.number or 0.0) * ABOUT_SHARE
    size = min(size, CLOSE_POINTS / units.points) if units.is_percent else size
    return (0.0, -size, size)


def _convert(span: _Span, factor: float, shift: float, wobble: float) -> _Span:
    return replace(span, low=(span.low + wobble) * factor + shift, high=(span.high + wobble) * factor + shift)


def _judge_span(
    need: Indicator, offer: Indicator, allowed: _Span, possible: _Span, units: Conversion
) -> Comparison:
    words = _words(need, offer)
    is_range = math.isfinite(allowed.low) and math.isfinite(allowed.high)
    if is_operating_range(need.name):
        if is_range:
            return _judge_cover(need, offer, allowed, possible, units)
        if possible.low != possible.high and math.isfinite(possible.low) and math.isfinite(possible.high):
            return _unstated(need, offer, "one_sided_use", **words)
    inside = _judge_inside(need, offer, allowed, possible, units)
    if is_range and possible.low < possible.high and may_be_operating_range(need.name):
        covering = _judge_cover(need, offer, allowed, possible, units)
        return (
            inside if inside.verdict is covering.verdict else _unstated(need, offer, "which_range", **words)
        )
    return inside


def _judge_inside(
    need: Indicator, offer: Indicator, allowed: _Span, possible: _Span, units: Conversion
) -> Comparison:
    words = _words(need, offer)
    below = _miss(allowed.low, possible.low, allowed.low_open and not possible.low_open)
    above = _miss(-allowed.high, -possible.high, allowed.high_open and not possible.high_open)
    if math.inf in (below, above):
        hopeless = (
            _miss(allowed.low, possible.high, False) > 0 or _miss(-allowed.high, -possible.low, False) > 0
        )
        if hopeless:
            return Comparison(need, offer, Verdict.UNMET, "unmet", words)
        return _unstated(need, offer, "open_end", **words)
    met = "met" if possible.low == possible.high else "met_range"
    return _grade(need, offer, max((below, allowed.low), (above, allowed.high)), units, met, "unmet")


def _judge_cover(
    need: Indicator, offer: Indicator, allowed: _Span, possible: _Span, units: Conversion
) -> Comparison:
    below = max(0.0, _miss(possible.low, allowed.low, False))
    above = max(0.0, _miss(-possible.high, -allowed.high, False))
    if not (math.isfinite(possible.low) and math.isfinite(possible.high)):
        open_end = below == 0.0 and above == 0.0
        return (
            _unstated(need, offer, "open_end", **_words(need, offer))
            if open_end
            else Comparison(need, offer, Verdict.UNMET, "not_covered", _words(need, offer))
        )
    return _grade(
        need, offer, max((below, allowed.low), (above, allowed.high)), units, "covered", "not_covered"
    )


_EXACT = 1e-300  # a miss of nothing: a strict bound exactly reached


def _miss(bound: float, value: float, is_strict: bool) -> float:
    """By how much ``value`` stays below ``bound``; 0 when it does not."""
    if bound == -math.inf or (value == math.inf):
        return 0.0
    if math.isclose(bound, value, rel_tol=_EPS, abs_tol=1e-15):
        return _EXACT if is_strict else 0.0
    return max(0.0, bound - value)


def _grade(
    need: Indicator, offer: Indicator, worst: tuple[float, float], units: Conversion, met: str, unmet: str
) -> Comparison:
    miss, required = worst
    words = _words(need, offer)
    if miss == 0.0:
        return Comparison(need, offer, Verdict.MET, met, words)
    if miss == _EXACT:
        return Comparison(need, offer, Verdict.CLOSE, "close_strict", words)
    near = miss <= CLOSE_SHARE * abs(required) * (1 + _EPS)
    if units.is_percent:
        near = near and miss * units.points <= CLOSE_POINTS * (1 + _EPS)
    close = "close_points" if units.is_percent else "close"
    verdict, code = (Verdict.CLOSE, close) if near else (Verdict.UNMET, unmet)
    amount = miss * units.points if units.is_percent else miss
    return Comparison(need, offer, verdict, code, words, amount, units.is_percent)

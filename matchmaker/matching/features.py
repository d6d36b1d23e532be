"""Pure: a need and an offer → named numbers between 0 and 1, or None where one side says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matchmaker.indicators.compare import compare
from matchmaker.indicators.verdicts import Comparison, Verdict
from matchmaker.matching.sides import Rarity, Side, Weighed
from matchmaker.search.ranking import TermKey

SCALE_ORDER = {"lab": 0, "pilot": 1, "industrial": 2}


@dataclass(frozen=True)
class Features:
    """``values`` go into the score; ``comparisons`` are the indicator rows behind ``indicators``."""

    values: dict[str, float | None]
    comparisons: tuple[Comparison, ...]


def features_of(need: Side, offer: Side, rarity: Rarity, weights: dict[str, Any]) -> Features:
    """All features of a pair. The same pair gives the same numbers from whichever side it was found."""
    comparisons = tuple(_compare(need, offer))
    values: dict[str, float | None] = {
        "head": coverage(need.weighed("head_bag", rarity), offer.terms),
        "back": coverage(offer.weighed("head_bag", rarity), need.terms),
        "body": coverage(need.weighed("bag", rarity), offer.terms),
        "indicators": indicator_share(comparisons, weights["indicators"]),
        "domain": domain_share(need, offer, weights),
        "maturity": maturity_share(need, offer, weights),
    }
    return Features(values, comparisons)


def coverage(asked: Weighed, terms: frozenset[TermKey]) -> float:
    """The share of a bag's weight, rare terms counting more, that occurs among ``terms``."""
    covered = 0.0
    for term, value in asked.values:
        if term in terms:
            covered += value
    return covered / asked.total if asked.total else 0.0


def _compare(need: Side, offer: Side) -> Iterable[Comparison]:
    """Rows of the offer first; its running text only where the rows are silent."""
    for wanted in need.indicators:
        comparison = compare(wanted, offer.indicators)
        if comparison.code in ("silent", "other_scope"):
            comparison = compare(wanted, offer.text_indicators)
        yield comparison


def indicator_share(comparisons: Iterable[Comparison], table: dict[str, float]) -> float | None:
    """Mean over the indicators that are decided, musts counting more. What is unstated takes no part."""
    total = weight = 0.0
    for one in comparisons:
        if one.verdict is Verdict.UNSTATED:
            continue
        factor = table["must_factor"] if one.need.is_must else 1.0
        total += factor * table[one.verdict.value]
        weight += factor
    return total / weight if weight else None


def domain_share(need: Side, offer: Side, weights: dict[str, Any]) -> float | None:
    """Agreement of contract field, industry and discipline, as far as both sides name them."""
    levels = weights["industry_levels"]
    found: list[tuple[float, float]] = []
    for name, weight in weights["domain"].items():
        ours, theirs = need.fact(name), offer.fact(name)
        if ours and theirs:
            best = max(_agreement(name, one, other, levels) for one in ours for other in theirs)
            found.append((float(weight), best))
    return _mean(found)


def _is_supplier(code: str) -> bool:
    """Whether an industry sells to all others (software, research, equipment): it names the maker's trade, not the user's."""
    code = _industry(code)
    return code[:1] in ("I", "M") or code[:3] in ("C34", "C35", "C38", "C39", "C40")


def _agreement(name: str, one: str, other: str, levels: dict[str, float]) -> float:
    if one == other:
        return 1.0
    if name == "domain":
        return 0.0
    if name == "discipline":
        return 0.6 if one[:3] == other[:3] else 0.0
    return levels.get(industry_level(one, other), levels["supplier"] if _is_supplier(other) else 0.0)


def industry_level(one: str, other: str) -> str:
    """How far two GB/T 4754 codes agree: ``class`` C2614, ``group`` C261, ``division`` C26, ``section`` C, or empty."""
    one, other = _industry(one), _industry(other)
    if one == other:
        return "class"
    for level, length in (("group", 4), ("division", 3), ("section", 1)):
        if one[:length] == other[:length] and min(len(one), len(other)) >= length and one[:1].isalpha():
            return level
    return ""


_SECTION_STARTS = [
    "A01",
    "B06",
    "C13",
    "D44",
    "E47",
    "F51",
    "G53",
    "H61",
    "I63",
    "J66",
    "K70",
    "L71",
    "M73",
    "N76",
    "O80",
    "P83",
    "Q84",
    "R86",
    "S91",
    "T97",
]


def _industry(code: str) -> str:
    """With its section letter: 2614 → C2614. The letter follows from the division."""
    if not code[:2].isdigit():
        return code
    return next((start[0] for start in reversed(_SECTION_STARTS) if start[1:] <= code[:2]), "") + code


def maturity_share(need: Side, offer: Side, weights: dict[str, Any]) -> float | None:
    """Closeness of readiness level, process scale and capacity, as far as both sides name them."""
    table, found = weights["maturity"], []
    if (gap := trl_gap(need, offer)) is not None:
        found.append((float(table["trl"]), _at(weights["trl_gaps"], gap)))
    if (gap := process_gap(need, offer)) is not None:
        found.append((float(table["process_scale"]), _at(weights["process_gaps"], gap)))
    if (ratio := scale_ratio(need, offer)) is not None:
        value = next((value for limit, value in weights["scale_ratios"] if ratio <= limit), 0.0)
        found.append((float(table["scale_tpa"]), value))
    return _mean(found)


def trl_gap(need: Side, offer: Side) -> int | None:
    """Readiness levels still missing; 0 when the offer is as far or farther."""
    wanted, reached = need.fact("trl"), offer.fact("trl")
    return None if wanted is None or reached is None else max(0, int(wanted) - int(reached))


def process_gap(need: Side, offer: Side) -> int | None:
    """Steps from 小试 over 中试 to 工业化 still missing."""
    wanted = SCALE_ORDER.get(str(need.fact("process_scale")).lower())
    reached = SCALE_ORDER.get(str(offer.fact("process_scale")).lower())
    return None if wanted is None or reached is None else max(0, wanted - reached)


def scale_ratio(need: Side, offer: Side) -> float | None:
    """How many times larger the wanted capacity (t/a) is than the proven one."""
    wanted, reached = need.fact("scale_tpa"), offer.fact("scale_tpa")
    return float(wanted) / float(reached) if wanted and reached else None


def _at(table: list[float], gap: int) -> float:
    return table[min(gap, len(table) - 1)]


def _mean(found: list[tuple[float, float]]) -> float | None:
    weight = sum(part for part, _value in found)
    return sum(part * value for part, value in found) / weight if weight else None

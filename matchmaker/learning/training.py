"""Pure: weights of the score fitted to judgements by coordinate ascent, and the measure they are judged by.

Coordinate ascent on the ranking measure itself (Metzler and Croft, Linear feature-based models for information
retrieval, 2007): one weight at a time is made larger or smaller, its group scaled back to its sum, and the step kept
when nDCG@10 rises by more than the way from the present weights costs. So the result stays a table of weights that
can be read aloud, and says nothing new where the judgements say nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from matchmaker.matching.scorer import total_of

DEPTH = 10
FACTORS = (0.5, 0.8, 1.25, 2.0)
COST_OF_WAY = 0.001  # nDCG a step must earn for each time a weight is doubled or halved
HELD_BACK = 5  # one need of so many is not trained on
FEWEST_NEEDS = 10
# Group → its weights, their sum, and the digits they are written with.
GROUPS: dict[str, tuple[tuple[str, ...], float, int]] = {
    "terms": (("head", "back", "body"), 1.0, 3),
    "parts": (("terms", "indicators", "domain", "maturity"), 100.0, 0),
}
Weights = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A judged pair: grade 1–4, and the features it had."""

    need: str
    offer: str
    grade: int
    values: Mapping[str, float | None]


def usable(examples: Iterable[Example]) -> list[list[Example]]:
    """The judged pairs need by need, where there is something to put in order."""
    of_need: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        of_need[one.need].append(one)
    return [
        sorted(of_need[need], key=lambda one: one.offer)
        for need in sorted(of_need)
        if len({one.grade for one in of_need[need]}) > 1
    ]


def ndcg(needs: Sequence[Sequence[Example]], weights: Mapping[str, Any]) -> float:
    """Mean nDCG@10 over needs; gain = grade - 1; 0 when there is none. Ties count in the order of the offers' names."""
    if not needs:
        return 0.0
    return sum(_ndcg_of(judged, weights) for judged in needs) / len(needs)


def _ndcg_of(judged: Sequence[Example], weights: Mapping[str, Any]) -> float:
    ranked = sorted(judged, key=lambda one: -total_of(one.values, weights))
    best = sorted((one.grade for one in judged), reverse=True)
    return _gain([one.grade for one in ranked]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:DEPTH], 1))


def split(needs: Sequence[Sequence[Example]]) -> tuple[list[Sequence[Example]], list[Sequence[Example]]]:
    """Trained on, held back: by the need's name, so that a need stays on its side from one training to the next."""
    trained: list[Sequence[Example]] = []
    held: list[Sequence[Example]] = []
    for judged in needs:
        (held if is_held_back(judged[0].need) else trained).append(judged)
    return trained, held


def is_held_back(need: str) -> bool:
    return hashlib.sha256(need.encode()).digest()[0] % HELD_BACK == 0


def fit(needs: Sequence[Sequence[Example]], present: Mapping[str, Any]) -> Weights:
    """New weights from judged needs; the same judgements always give the same weights."""
    start, best = deepcopy(dict(present)), deepcopy(dict(present))
    reached = ndcg(needs, best)
    improved = True
    while improved:
        improved = False
        for group, name in [(group, name) for group, (names, *_rest) in GROUPS.items() for name in names]:
            for candidate in _steps(best, group, name):
                value = ndcg(needs, candidate) - COST_OF_WAY * way(candidate, start)
                if value > reached + 1e-9:
                    best, reached, improved = candidate, value, True
    return best


def _steps(weights: Weights, group: str, name: str) -> Iterable[Weights]:
    for factor in FACTORS:
        candidate = deepcopy(weights)
        candidate[group][name] *= factor
        _scale(candidate[group], group)
        if candidate != weights:
            yield candidate


def _scale(table: dict[str, float], group: str) -> None:
    """Back to the sum of the group; what rounding leaves over goes to the largest."""
    names, total, digits = GROUPS[group]
    factor = total / sum(table[name] for name in names)
    for name in names:
        value = round(max(table[name] * factor, 10**-digits), digits)
        table[name] = value if digits else int(value)
    largest = max(names, key=lambda name: table[name])
    rest = round(total - sum(table[name] for name in names), digits)
    table[largest] = round(table[largest] + rest, digits) if digits else int(table[largest] + rest)


def way(weights: Mapping[str, Any], start: Mapping[str, Any]) -> float:
    """How far weights have moved: doublings and halvings, added up."""
    return sum(
        abs(math.log2(weights[group][name] / start[group][name]))
        for group, (names, *_rest) in GROUPS.items()
        for name in names
    )

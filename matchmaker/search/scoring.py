"""Adding up impacts: the score of every document for a bag, and the k best of them, exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.search import schema
from matchmaker.search.ranking import Bag
from matchmaker.search.snapshot import Ints, Mask, Scope, TermArrays

Scores = NDArray[np.float64]
Weighted = tuple[TermArrays, float]
_ROUNDING = 1e-6
"""Impacts are kept in single precision; a bound must not fall short by their rounding."""


def scores(scope: Scope, bag: Bag) -> Scores:
    """The score of every document for a bag."""
    arrays = scope.terms(bag)
    return _accumulated(scope.snapshot.size, [(arrays[term], weight) for term, weight in bag.items()])


def _accumulated(size: int, terms: Sequence[Weighted]) -> Scores:
    total = np.zeros(size)
    for one, weight in terms:
        if one.dense is not None:
            total += np.float32(weight) * one.dense
    sparse = [(one, weight) for one, weight in terms if one.dense is None and one.ids.size]
    if sparse:
        ids = np.concatenate([one.ids for one, _ in sparse])
        values = np.concatenate([one.impacts for one, _ in sparse])
        values *= np.repeat(
            np.array([weight for _, weight in sparse], np.float32), [one.ids.size for one, _ in sparse]
        )
        total += np.bincount(ids, values, size)
    return total


def best(scope: Scope, bag: Bag, k: int, mask: Mask) -> tuple[Ints, Scores]:
    """The k best documents of a mask with their scores, exactly; score 0 is never among them.

    Rare terms are added for all documents. What the frequent ones can still add is bounded by their peaks, so only
    documents that the bound can lift among the k best are looked up in them.
    """
    characters = {term: weight for term, weight in bag.items() if term[0] == "u"}
    arrays = scope.terms(
        term for term in bag if term not in characters
    )  # in the bag's order: sums stay the same
    rare: list[Weighted] = []
    frequent: list[Weighted] = []
    for term, one in arrays.items():
        (rare if one.dense is None else frequent).append((one, bag[term]))
    total = _accumulated(scope.snapshot.size, rare)
    if characters and scope.bare.any():
        total += scores(scope, characters) * scope.bare
    found = _hopeful(total, mask, k, sum(weight * one.peak for one, weight in frequent))
    score = total[found]
    for one, weight in frequent:
        assert one.dense is not None
        score += np.float32(weight) * one.dense[found]
    some = score > 0
    found, score = found[some], score[some]
    order = top(scope, found, score, score, k)
    return found[order], score[order]


def _hopeful(total: Scores, mask: Mask, k: int, rest: float) -> Ints:
    """Documents of the mask that may be among the k best when at most ``rest`` is added to any of them."""
    found = np.flatnonzero(mask if rest > 0 else mask & (total > 0))
    if not 0 < k < found.size:
        return found
    reached = total[found]
    threshold = np.partition(reached, found.size - k)[found.size - k]
    return found[reached >= threshold - rest - _ROUNDING * (threshold + rest)]


def top(scope: Scope, found: Ints, rank: Scores, score: Scores, k: int) -> Ints:
    """Positions of the k best, exactly: by rank, then score, then newest id, then kind."""
    places = np.arange(found.size)
    if 0 < k < found.size:
        threshold = np.partition(rank, found.size - k)[found.size - k]
        places = places[rank >= threshold]
    newest = scope.snapshot.column(schema.OBJECT_ID)[found[places]]
    kind = scope.snapshot.kind_codes[found[places]]
    return places[np.lexsort((kind, -newest, -score[places], -rank[places]))][:k]

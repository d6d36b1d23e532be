"""The k best documents for a bag, exactly."""

from __future__ import annotations

import numpy as np

from matchmaker.search import kernels, schema
from matchmaker.search.ranking import Bag
from matchmaker.search.scope import Scope, Scores
from matchmaker.search.snapshot import Ints, Mask


def best(scope: Scope, bag: Bag, k: int, mask: Mask) -> tuple[Ints, Scores]:
    """The k best documents of a mask with their scores; score 0 is never among them.

    Single characters count only in offerings that are a bare title.
    """
    if not mask.any():
        return np.empty(0, np.int64), np.empty(0)
    total = scope.scores({term: weight for term, weight in bag.items() if term[0] != "u"})
    characters = {term: weight for term, weight in bag.items() if term[0] == "u"}
    if characters and scope.bare.any():
        total += scope.scores(characters) * scope.bare
    found = kernels.leaders(total, mask, max(k, 1))
    score = total[found]
    order = top(scope, found, score, score, k)
    return found[order], score[order]


def top(scope: Scope, found: Ints, rank: Scores, score: Scores, k: int) -> Ints:
    """Positions of the k best, exactly: by rank, then score, then newest id, then kind."""
    places = np.arange(found.size)
    if 0 < k < found.size:
        threshold = np.partition(rank, found.size - k)[found.size - k]
        places = places[rank >= threshold]
    newest = scope.snapshot.column(schema.OBJECT_ID)[found[places]]
    kind = scope.snapshot.kind_codes[found[places]]
    return places[np.lexsort((kind, -newest, -score[places], -rank[places]))][:k]

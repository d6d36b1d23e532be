"""The compiled loops against plain Python, for every width of document numbers and weights, one layer or several."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pytest

from matchmaker.search import kernels
from matchmaker.search.posting_cache import Piece, PostingCache, TermPostings, table

SIZE, TERMS = 400, 5
WIDTHS = [(documents, weights) for documents in (np.uint16, np.uint32) for weights in (np.uint8, np.uint16, np.uint32, None)]  # fmt: skip


class Postings:
    """Random postings as rows, and the same as a dictionary (term, document) → weight."""

    def __init__(self, seed: int, widths: list[tuple[type, type | None]], layers: int) -> None:
        source = random.Random(seed)
        self.weights: dict[tuple[int, int], int] = defaultdict(int)
        self.kept: list[Piece] = []
        rows = []
        for base in (0, 150):
            for term in range(TERMS):
                for _layer in range(source.randint(0, layers)):
                    made = self._piece(source, base, term, *source.choice(widths))
                    rows.append(table([(base, made)]))
                    rows[-1][:, kernels.TERM] = term
        self.rows = np.concatenate([np.zeros((0, kernels.COLUMNS), np.int64), *rows])
        places = self.rows[:, [kernels.BASE, kernels.TERM]].tolist()
        starts = [n for n, place in enumerate(places) if n == 0 or place != places[n - 1]]
        self.groups = np.array([*starts, len(places)], np.int64)

    def _piece(
        self, source: random.Random, base: int, term: int, documents: type, weights: type | None
    ) -> Piece:
        local = sorted(source.sample(range(150 if base == 0 else 250), source.randint(1, 60)))
        given = [source.randint(1, 9) if weights else 1 for _ in local]
        for number, weight in zip(local, given, strict=True):
            self.weights[term, base + number] += weight
        piece = Piece(np.array(local, documents), np.array(given, weights) if weights else None)
        self.kept.append(piece)
        return piece


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("seed", range(6))
def test_against_plain_python(seed: int, layers: int) -> None:
    postings = Postings(seed, WIDTHS, layers)
    source = np.random.default_rng(seed)
    norms, mask = source.uniform(0.5, 2, SIZE).astype(np.float32), source.random(SIZE) < 0.6
    factors = source.uniform(0.1, 3, TERMS).astype(np.float32)
    total, expected = np.zeros(SIZE), np.zeros(SIZE)
    kernels.accumulate(total, postings.rows, postings.groups, factors, norms)
    counts = np.zeros(TERMS, np.int64)
    for (term, document), tf in postings.weights.items():
        expected[document] += factors[term] * tf / (tf + norms[document])
        counts[term] += mask[document]
    assert total == pytest.approx(expected, rel=1e-5)
    assert kernels.frequencies(postings.rows, postings.groups, mask, TERMS).tolist() == counts.tolist()
    inside = {document for _term, document in postings.weights if mask[document]}
    assert set(np.flatnonzero(kernels.occurrences(postings.rows, mask)).tolist()) == inside
    wanted = np.array(sorted(random.Random(seed).sample(range(SIZE), 40)), np.int64)
    found = kernels.look_up(postings.rows, wanted, TERMS)
    plain = [
        [postings.weights.get((term, document), 0) for document in wanted.tolist()] for term in range(TERMS)
    ]
    assert found.tolist() == plain


@pytest.mark.parametrize("k", [1, 5, 50, 1000])
def test_leaders_are_the_best_and_all_that_equal_the_last(k: int) -> None:
    source = np.random.default_rng(k)
    total, mask = source.integers(0, 40, SIZE).astype(np.float64), source.random(SIZE) < 0.5
    ranked = sorted((value for value in total[mask].tolist() if value > 0), reverse=True)
    least = ranked[min(k, len(ranked)) - 1]
    expected = [n for n in range(SIZE) if mask[n] and total[n] >= least]
    assert kernels.leaders(total, mask, k).tolist() == expected


def test_nothing_to_add() -> None:
    kernels.warm_up()
    assert kernels.leaders(np.zeros(3), np.ones(3, bool), 2).size == 0


def test_cache_counts_bytes_and_drops_the_oldest() -> None:
    def entry(size: int) -> TermPostings:
        pieces = {"s": Piece(np.zeros(size, np.uint32), np.zeros(size, np.uint8))}
        return TermPostings(1, frozenset({"s"}), pieces, table([]))

    cache = PostingCache(3 * entry(100).bytes)
    cache.put({("f", n): entry(100) for n in range(3)})
    cache.get([("f", 0)])
    cache.put({("f", 3): entry(100)})
    assert [one is not None for one in cache.get([("f", n) for n in range(4)])] == [True, False, True, True]
    assert cache.used == 3 * entry(100).bytes
    cache.put({("f", 0): entry(50)})
    assert cache.used == 2 * entry(100).bytes + entry(50).bytes
    assert (cache.hits, cache.misses) == (4, 1)

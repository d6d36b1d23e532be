"""What one asker's question ranges over: the documents of some kinds that may exist for him, with the text of the
layers he may read. All frequencies and averages are those of the scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matchmaker.kernel.layers import Layer
from matchmaker.search import kernels, schema
from matchmaker.search.posting_cache import TermPostings
from matchmaker.search.ranking import BARE_LENGTH, K1, TermKey, norms, saturations, term_factor
from matchmaker.search.snapshot import Ints, Mask, Snapshot
from matchmaker.search.term_keys import key_of

Scores = NDArray[np.float64]
_REMEMBERED = 1 << 17
"""Frequencies of so many terms are remembered; then all are forgotten."""


@dataclass(frozen=True)
class _Postings:
    """Postings of a question's terms in one unit; ``kept`` are the arrays the rows point to."""

    rows: kernels.Rows
    groups: Ints
    kept: Sequence[TermPostings]


class Scope:
    """The documents and texts one question may use; `Scope.of` keeps one for each commit, layers and kinds."""

    @classmethod
    def of(cls, snapshot: Snapshot, layers: Sequence[Layer], kinds: Sequence[str]) -> Scope:
        key = frozenset(layers), frozenset(kinds)
        if key not in snapshot.scopes:
            snapshot.scopes[key] = cls(snapshot, layers, kinds)
        found: Scope = snapshot.scopes[key]
        return found

    def __init__(self, snapshot: Snapshot, layers: Sequence[Layer], kinds: Sequence[str]) -> None:
        self.snapshot, self.layers = snapshot, tuple(sorted(layers))
        allowed = np.zeros(snapshot.size, bool)
        for layer in self.layers:
            allowed |= snapshot.with_code(schema.AUDIENCE, layer.value)
        self.mask: Mask = snapshot.live & allowed & snapshot.of_kinds(kinds)
        self.count = int(self.mask.sum())
        self._lengths: dict[str, tuple[Ints, float]] = {}
        self._norm: dict[str, NDArray[np.float32]] = {}
        self._frequencies: dict[TermKey, int] = {}

    def lengths(self, unit: str) -> tuple[Ints, float]:
        """Length of every document in a unit, and the scope's average (at least 1)."""
        if unit not in self._lengths:
            total = sum(self.snapshot.lengths(schema.text_field(unit, layer)) for layer in self.layers)
            total = np.zeros(self.snapshot.size, np.int64) + total
            average = float(total @ self.mask) / max(self.count, 1)
            self._lengths[unit] = total, max(average, 1.0)
        return self._lengths[unit]

    def _norms(self, unit: str) -> NDArray[np.float32]:
        if unit not in self._norm:
            self._norm[unit] = norms(*self.lengths(unit)).astype(np.float32)
        return self._norm[unit]

    @cached_property
    def bare(self) -> Mask:
        """Documents that are a bare title; see `ranking.BARE_LENGTH`."""
        return self.mask & (self.lengths("u")[0] <= BARE_LENGTH)

    def scores(self, bag: Mapping[TermKey, float]) -> Scores:
        """The score of every document of the index for a bag; those outside of the scope mean nothing."""
        total = np.zeros(self.snapshot.size)
        for unit, texts in _by_unit(bag).items():
            found = self._postings(unit, texts)
            weights = (K1 + 1) * np.array([bag[unit, text] for text in texts])
            factors = (weights * self._factors(unit, texts, found)).astype(np.float32)
            kernels.accumulate(total, found.rows, found.groups, factors, self._norms(unit))
        return total

    def factors(self, terms: Iterable[TermKey]) -> dict[TermKey, float]:
        """`term_factor` of terms in this scope; one that occurs nowhere counts as if it occurred once."""
        return {
            term: term_factor(term[0], self.count, max(frequency, 1))
            for term, frequency in self.frequencies(terms).items()
        }

    def frequencies(self, terms: Iterable[TermKey]) -> dict[TermKey, int]:
        """In how many documents of the scope each term occurs."""
        found: dict[TermKey, int] = {}
        for unit, texts in _by_unit(terms).items():
            counted = self._remembered(unit, texts)
            if counted is None:
                counted = self._counted(unit, texts, self._postings(unit, texts))
            found.update(zip(((unit, text) for text in texts), counted, strict=True))
        return found

    def impacts(self, terms: Iterable[TermKey], documents: Ints) -> dict[TermKey, Scores]:
        """Impact of every term in some documents (rising); 0 where it does not occur."""
        found: dict[TermKey, Scores] = {}
        for unit, texts in _by_unit(terms).items():
            postings = self._postings(unit, texts)
            tf = kernels.look_up(postings.rows, documents, len(texts))
            lengths, average = self.lengths(unit)
            impacts = self._factors(unit, texts, postings)[:, None] * saturations(
                tf, lengths[documents], average
            )
            found.update({(unit, text): row for text, row in zip(texts, impacts, strict=True)})
        return found

    def documents(self, term: TermKey) -> Ints:
        """Documents of the scope that contain a term, rising."""
        unit, text = term
        postings = self._postings(unit, [text])  # named: the rows alone would not keep the arrays alive
        return np.flatnonzero(kernels.occurrences(postings.rows, self.mask))

    def _factors(self, unit: str, texts: Sequence[str], found: _Postings) -> Scores:
        counted = self._remembered(unit, texts) or self._counted(unit, texts, found)
        return np.array([term_factor(unit, self.count, frequency) for frequency in counted])

    def _remembered(self, unit: str, texts: Sequence[str]) -> list[int] | None:
        known = self._frequencies
        try:
            return [known[unit, text] for text in texts]
        except KeyError:
            return None

    def _counted(self, unit: str, texts: Sequence[str], found: _Postings) -> list[int]:
        """Frequencies, to be remembered while the commit lasts."""
        counted: list[int] = kernels.frequencies(found.rows, found.groups, self.mask, len(texts)).tolist()
        if len(self._frequencies) > _REMEMBERED:
            self._frequencies = {}
        self._frequencies.update(zip(((unit, text) for text in texts), counted, strict=True))
        return counted

    def _postings(self, unit: str, texts: Sequence[str]) -> _Postings:
        """Rows by segment and term, in the order of the texts, so that a document's sum is always the same."""
        keys = np.array([key_of(unit, text) for text in texts], np.uint64)
        kept: list[TermPostings] = []
        for layer in self.layers:
            kept += self.snapshot.term_postings(schema.text_field(unit, layer), keys)
        rows = np.concatenate([np.zeros((0, kernels.COLUMNS), np.int64), *(one.rows for one in kept)])
        places = np.tile(np.arange(len(texts)), len(self.layers))
        rows[:, kernels.TERM] = np.repeat(places, [len(one.rows) for one in kept])
        rows = rows[np.lexsort((rows[:, kernels.TERM], rows[:, kernels.BASE]))]
        is_new = np.any(np.diff(rows[:, [kernels.TERM, kernels.BASE]], axis=0), axis=1)
        starts = np.concatenate([[0], np.flatnonzero(is_new) + 1, [len(rows)]]) if len(rows) else np.zeros(1)
        return _Postings(rows, starts.astype(np.int64), kept)


def _by_unit(terms: Iterable[TermKey]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for unit, text in terms:
        found.setdefault(unit, []).append(text)
    return found

"""The index at one commit, as arrays over all its documents. Immutable, so readers never see half a write."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matchmaker.search import schema
from matchmaker.search.posting_cache import Piece, PostingCache, TermPostings, table
from matchmaker.search.term_keys import key_of

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NO_UNIT = ""
"""The unit of codes and keys, which are no text."""
_commits = count(1)


class Segment(Protocol):
    """What a snapshot needs of a segment; see `impacts.SegmentArrays`."""

    name: str
    size: int

    def find(self, field: str, keys: NDArray[np.uint64]) -> tuple[Ints, Ints, Ints]: ...
    def read(self, field: str, first: int, last: int) -> Piece: ...
    def documents(self, field: str, unit: str, term: str) -> Ints: ...
    def lengths(self, field: str) -> NDArray[np.int32]: ...
    def column(self, name: str) -> Ints: ...
    def codes(self, field: str) -> tuple[list[str], Ints, Ints]: ...
    def lexicon(self, field: str) -> list[str]: ...
    def stored(self, number: int) -> dict[str, Any]: ...


class Snapshot:
    """All segments of one commit under one numbering."""

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]], cache: PostingCache) -> None:
        self.segments = [segment for segment, _ in segments]
        sizes = [segment.size for segment in self.segments]
        self.bases: Ints = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.size = int(self.bases[-1])
        self.live: Mask = np.ones(self.size, bool)
        for base, (_, deleted) in zip(self.bases.tolist(), segments, strict=False):
            self.live[[base + number for number in deleted]] = False
        self.cache = cache
        self._commit = next(_commits)
        self._names = frozenset(segment.name for segment in self.segments)
        self._columns: dict[str, Ints] = {}
        self.scopes: dict[Any, Any] = {}  # see `scope.Scope.of`
        self.kinds, self.kind_codes = self._single_codes(schema.KIND)

    def column(self, name: str) -> Ints:
        """A number column over all documents."""
        if name not in self._columns:
            self._columns[name] = _joined([segment.column(name) for segment in self.segments])
        return self._columns[name]

    def lengths(self, field: str) -> Ints:
        """Length of every document in a text field."""
        return _joined([segment.lengths(field) for segment in self.segments])

    def pairs(self, field: str) -> tuple[list[str], Ints, Ints]:
        """A facet over all documents: codes (sorted), document numbers, places of the codes."""
        found = [segment.codes(field) for segment in self.segments]
        names = sorted({name for codes, _, _ in found for name in codes})
        place = {name: i for i, name in enumerate(names)}
        documents, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for base, (codes, numbers, local) in zip(self.bases, found, strict=False):
            documents.append(numbers + base)
            places.append(np.array([place[name] for name in codes], np.int64)[local])
        return names, np.concatenate(documents), np.concatenate(places)

    def _single_codes(self, field: str) -> tuple[list[str], Ints]:
        names, documents, places = self.pairs(field)
        codes = np.zeros(self.size, np.int64)
        codes[documents] = places
        return names, codes

    def documents(self, field: str, unit: str, term: str) -> Ints:
        """Documents with a term, deleted ones included."""
        found = [segment.documents(field, unit, term) for segment in self.segments]
        return _joined([ids + base for base, ids in zip(self.bases, found, strict=False)])

    def with_code(self, field: str, code: str) -> Mask:
        mask = np.zeros(self.size, bool)
        mask[self.documents(field, NO_UNIT, code)] = True
        return mask

    def term_postings(self, field: str, keys: NDArray[np.uint64]) -> list[TermPostings]:
        """Postings of many terms, from the cache or read now."""
        cache_keys = [(field, key) for key in keys.tolist()]
        found = self.cache.get(cache_keys)
        stale: dict[frozenset[str], list[int]] = {}
        for place, entry in enumerate(found):
            if entry is None or entry.commit != self._commit:
                stale.setdefault(entry.segments if entry else frozenset(), []).append(place)
        for known, places in stale.items():
            before = [found[place] for place in places]
            fresh = self._read(field, keys[places], before, known)
            self.cache.put({cache_keys[place]: entry for place, entry in zip(places, fresh, strict=True)})
            for place, entry in zip(places, fresh, strict=True):
                found[place] = entry
        return found  # type: ignore[return-value]  # every None was replaced

    def _read(
        self,
        field: str,
        keys: NDArray[np.uint64],
        before: Sequence[TermPostings | None],
        known: frozenset[str],
    ) -> list[TermPostings]:
        """Entries for this commit; only segments that ``before`` has not seen are read."""
        pieces = [
            {name: piece for name, piece in entry.pieces.items() if name in self._names} if entry else {}
            for entry in before
        ]
        for segment in self.segments:
            if segment.name not in known:
                hits, starts, ends = segment.find(field, keys)
                for place, first, last in zip(hits.tolist(), starts.tolist(), ends.tolist(), strict=True):
                    pieces[place][segment.name] = segment.read(field, first, last)
        base = dict(zip([segment.name for segment in self.segments], self.bases.tolist(), strict=False))
        return [
            TermPostings(
                self._commit, self._names, one, table([(base[name], piece) for name, piece in one.items()])
            )
            for one in pieces
        ]

    def postings_count(self, field: str, keys: NDArray[np.uint64]) -> Ints:
        """How many postings each term has, deleted documents included; reads none of them."""
        counts = np.zeros(keys.size, np.int64)
        for segment in self.segments:
            hits, starts, ends = segment.find(field, keys)
            counts[hits] += ends - starts
        return counts

    def of_kinds(self, kinds: Sequence[str]) -> Mask:
        wanted = np.array([kind in kinds for kind in self.kinds], bool)
        return wanted[self.kind_codes] if wanted.size else np.zeros(self.size, bool)

    def locate(self, number: int) -> tuple[Segment, int]:
        place = int(np.searchsorted(self.bases, number, side="right")) - 1
        return self.segments[place], number - int(self.bases[place])

    def key(self, number: int) -> str:
        return f"{self.kinds[self.kind_codes[number]]}:{self.column(schema.OBJECT_ID)[number]}"

    def numbers_of(self, keys: frozenset[str] | set[str]) -> Ints:
        """Live documents with these keys."""
        wanted = np.array([key_of(NO_UNIT, key) for key in keys], np.uint64)
        found = [np.empty(0, np.int64)]
        for base, segment in zip(self.bases.tolist(), self.segments, strict=False):
            _hits, starts, ends = segment.find(schema.KEY, wanted)
            for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
                found.append(segment.read(schema.KEY, first, last).documents.astype(np.int64) + base)
        numbers = np.concatenate(found)
        return numbers[self.live[numbers]]


def _joined(parts: Sequence[NDArray[Any]]) -> Ints:
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64, copy=False)

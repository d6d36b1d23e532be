"""The index at one commit, as arrays over all its documents. Immutable, so readers never see half a write.

A `Scope` is what one asker's question ranges over: the documents of some kinds that may exist for him, with the
text of the layers he may read. All frequencies and averages are those of the scope.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matchmaker.kernel.layers import Layer
from matchmaker.search import schema
from matchmaker.search.ranking import BARE_LENGTH, TermKey, saturations, term_factor
from matchmaker.search.term_keys import key_of

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
NO_UNIT = ""
"""The unit of codes and keys, which are no text."""
FREQUENT = 8
"""A term in more than one of eight documents is also kept as a score for every document: adding it is quicker."""
DENSE_FROM = 2_000
"""In smaller collections that is not worth the memory."""


class Segment(Protocol):
    """What a snapshot needs of a segment; see `impacts.SegmentArrays`."""

    size: int

    def find(self, field: str, keys: NDArray[np.uint64]) -> tuple[Ints, Ints, Ints]: ...
    def read(self, field: str, first: int, last: int) -> Postings: ...
    def postings(self, field: str, unit: str, term: str) -> Postings: ...
    def lengths(self, field: str) -> Ints: ...
    def column(self, name: str) -> Ints: ...
    def codes(self, field: str) -> tuple[list[str], Ints, Ints]: ...
    def lexicon(self, field: str) -> list[str]: ...
    def stored(self, number: int) -> dict[str, Any]: ...


@dataclass(frozen=True)
class TermArrays:
    """Documents of a scope that contain a term (rising) and the term's impact in each."""

    ids: NDArray[np.int32]
    impacts: NDArray[np.float32]
    factor: float
    peak: float = 0.0
    dense: NDArray[np.float32] | None = None

    @property
    def bytes(self) -> int:
        more = self.dense.nbytes if self.dense is not None else 0
        return self.ids.nbytes + self.impacts.nbytes + more + 300


class TermCache:
    """Least recently used terms leave when the limit in bytes is reached."""

    def __init__(self, limit: int) -> None:
        self.limit, self.used, self.hits, self.misses = limit, 0, 0, 0
        self._entries: OrderedDict[Any, TermArrays] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, keys: Sequence[Any]) -> list[TermArrays | None]:
        """The entries of many keys, None where there is none."""
        with self._lock:
            found = [self._entries.get(key) for key in keys]
            for key, entry in zip(keys, found, strict=True):
                if entry is not None:
                    self._entries.move_to_end(key)
            absent = found.count(None)
            self.hits, self.misses = self.hits + len(keys) - absent, self.misses + absent
        return found

    def put(self, key: Any, entry: TermArrays) -> None:
        with self._lock:
            if key not in self._entries:
                self._entries[key] = entry
                self.used += entry.bytes
            while self.used > self.limit and len(self._entries) > 1:
                self.used -= self._entries.popitem(last=False)[1].bytes


class Snapshot:
    """All segments of one commit under one numbering."""

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]], cache_bytes: int) -> None:
        self.segments = [segment for segment, _ in segments]
        self.bases = np.concatenate([[0], np.cumsum([segment.size for segment in self.segments])]).astype(
            np.int64
        )
        self.size = int(self.bases[-1])
        self._starts = self.bases[:-1].astype(np.int32)
        self.live: Mask = np.ones(self.size, bool)
        for base, (_, deleted) in zip(self.bases, segments, strict=False):
            self.live[[int(base) + number for number in deleted]] = False
        self.cache = TermCache(cache_bytes)
        self._columns: dict[str, Ints] = {}
        self._scopes: dict[tuple[frozenset[Layer], frozenset[str]], Scope] = {}
        self._places = count()  # no two scopes may share cached terms, whatever threads do
        self.kinds, self.kind_codes = self._single_codes(schema.KIND)

    def column(self, name: str) -> Ints:
        """A number column over all documents."""
        if name not in self._columns:
            parts = [segment.column(name) for segment in self.segments]
            self._columns[name] = np.concatenate(parts) if parts else np.empty(0, np.int64)
        return self._columns[name]

    def lengths(self, field: str) -> Ints:
        """Length of every document in a text field."""
        parts = [segment.lengths(field) for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

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

    def postings(self, field: str, unit: str, term: str) -> Postings:
        """A term over all segments, deleted documents included."""
        found = [segment.postings(field, unit, term) for segment in self.segments]
        pieces = [
            (ids + base, weights)
            for base, (ids, weights) in zip(self._starts, found, strict=True)
            if ids.size
        ]
        return _joined(pieces)

    def with_code(self, field: str, code: str) -> Mask:
        mask = np.zeros(self.size, bool)
        mask[self.postings(field, NO_UNIT, code)[0]] = True
        return mask

    def pieces(self, field: str, keys: NDArray[np.uint64]) -> dict[int, list[Postings]]:
        """Postings of many terms at once: place of the key → one piece a segment, in order."""
        found: dict[int, list[Postings]] = {}
        for base, segment in zip(self._starts, self.segments, strict=True):
            hits, starts, ends = segment.find(field, keys)
            for place, first, last in zip(hits.tolist(), starts.tolist(), ends.tolist(), strict=True):
                ids, weights = segment.read(field, first, last)
                found.setdefault(place, []).append((ids + base, weights))
        return found

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
        found = [self.postings(schema.KEY, NO_UNIT, key)[0] for key in keys]
        numbers = np.concatenate(found).astype(np.int64) if found else np.empty(0, np.int64)
        return numbers[self.live[numbers]]

    def scope(self, layers: Sequence[Layer], kinds: Sequence[str]) -> Scope:
        key = frozenset(layers), frozenset(kinds)
        if key not in self._scopes:
            self._scopes[key] = Scope(self, tuple(sorted(layers)), tuple(sorted(kinds)), next(self._places))
        return self._scopes[key]


class Scope:
    """The documents and texts one question may use."""

    def __init__(
        self, snapshot: Snapshot, layers: tuple[Layer, ...], kinds: tuple[str, ...], place: int
    ) -> None:
        self.snapshot, self.layers, self.kinds, self.place = snapshot, layers, kinds, place
        allowed = np.zeros(snapshot.size, bool)
        for layer in layers:
            allowed |= snapshot.with_code(schema.AUDIENCE, layer.value)
        self.mask: Mask = snapshot.live & allowed & snapshot.of_kinds(kinds)
        self.count = int(self.mask.sum())
        self._lengths: dict[str, tuple[Ints, float]] = {}

    def lengths(self, unit: str) -> tuple[Ints, float]:
        """Length of every document in a unit, and the scope's average (at least 1)."""
        if unit not in self._lengths:
            total = np.zeros(self.snapshot.size, np.int64)
            for layer in self.layers:
                total += self.snapshot.lengths(schema.text_field(unit, layer))
            average = float(total[self.mask].sum()) / max(self.count, 1)
            self._lengths[unit] = total, max(average, 1.0)
        return self._lengths[unit]

    @cached_property
    def bare(self) -> Mask:
        """Documents that are a bare title; see `ranking.BARE_LENGTH`."""
        return self.mask & (self.lengths("u")[0] <= BARE_LENGTH)

    def term(self, term: TermKey) -> TermArrays:
        """The term's arrays, from the cache or read now."""
        return self.terms([term])[term]

    def terms(self, wanted: Iterable[TermKey]) -> dict[TermKey, TermArrays]:
        """The arrays of many terms; those not in the cache are read together."""
        found: dict[TermKey, TermArrays] = {}
        missing: dict[str, list[str]] = {}
        terms = list(wanted)
        cached = self.snapshot.cache.get([(self.place, term) for term in terms])
        for term, entry in zip(terms, cached, strict=True):
            if entry is None:
                missing.setdefault(term[0], []).append(term[1])
            else:
                found[term] = entry
        for unit, texts in missing.items():
            for text, entry in zip(texts, self._read(unit, texts), strict=True):
                self.snapshot.cache.put((self.place, (unit, text)), entry)
                found[unit, text] = entry
        return found

    def _read(self, unit: str, texts: Sequence[str]) -> list[TermArrays]:
        """Impacts of all terms in one go: idf needs each term's frequency here, the length norm each document's."""
        keys = np.array([key_of(unit, text) for text in texts], np.uint64)
        read = [_joined(pieces) for pieces in self._pieces(unit, keys)]
        sizes = [ids.size for ids, _ in read]
        ids, tf = _joined(read)
        term = np.repeat(np.arange(len(texts)), sizes)
        kept = self.mask[ids]
        ids, tf, term = ids[kept], tf[kept], term[kept]
        frequencies = np.bincount(term, minlength=len(texts))
        factors = np.array([term_factor(unit, self.count, df) for df in frequencies.tolist()])
        lengths, average = self.lengths(unit)
        impacts = factors.astype(np.float32)[term] * saturations(tf, lengths[ids], average)
        ends = np.cumsum(frequencies).tolist()
        return [
            self._entry(ids[first:last].copy(), impacts[first:last].copy(), factor)
            for first, last, factor in zip([0, *ends], ends, factors.tolist(), strict=False)
        ]

    def _pieces(self, unit: str, keys: NDArray[np.uint64]) -> list[list[Postings]]:
        """Per term its postings by segment; what several layers say of one document is added up."""
        found: list[list[Postings]] = [[] for _ in range(keys.size)]
        for layer in self.layers:
            for place, pieces in self.snapshot.pieces(schema.text_field(unit, layer), keys).items():
                found[place] = [_added(found[place], pieces)] if found[place] else pieces
        return found

    def _entry(self, ids: NDArray[np.int32], impacts: NDArray[np.float32], factor: float) -> TermArrays:
        dense = None
        if ids.size * FREQUENT > self.snapshot.size > DENSE_FROM:
            dense = np.zeros(self.snapshot.size, np.float32)
            dense[ids] = impacts
        return TermArrays(ids, impacts, factor, float(impacts.max(initial=0.0)), dense)


def _joined(pieces: Sequence[Postings]) -> Postings:
    if len(pieces) == 1:
        return pieces[0]
    if not pieces:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    return np.concatenate([ids for ids, _ in pieces]), np.concatenate([weights for _, weights in pieces])


def _added(one: Sequence[Postings], other: Sequence[Postings]) -> Postings:
    ids, tf = _joined([*one, *other])
    ids, places = np.unique(ids, return_inverse=True)
    return ids, np.bincount(places, weights=tf).astype(np.float32)

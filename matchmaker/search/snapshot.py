"""The index at one commit, as arrays over all its documents. Immutable, so readers never see half a write.

A `Scope` is what one asker's question ranges over: the documents of some kinds that may exist for him, with the
text of the layers he may read. All frequencies and averages are those of the scope.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matchmaker.kernel.layers import Layer
from matchmaker.search import schema
from matchmaker.search.ranking import TermKey, saturations, term_factor

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Segment(Protocol):
    """What a snapshot needs of a segment; see `impacts.SegmentArrays`."""

    size: int

    def postings(self, field: str, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]: ...
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

    @property
    def bytes(self) -> int:
        return self.ids.nbytes + self.impacts.nbytes + 200


class TermCache:
    """Least recently used terms leave when the limit in bytes is reached."""

    def __init__(self, limit: int) -> None:
        self.limit, self.used, self.hits, self.misses = limit, 0, 0, 0
        self._entries: OrderedDict[Any, TermArrays] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> TermArrays | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self.misses += 1
                return None
            self.hits += 1
            self._entries.move_to_end(key)
            return entry

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
        self.kinds, self.kind_codes = self._single_codes(schema.KIND)

    def column(self, name: str) -> Ints:
        """A number column over all documents."""
        if name not in self._columns:
            parts = [segment.column(name) for segment in self.segments]
            self._columns[name] = np.concatenate(parts) if parts else np.empty(0, np.int64)
        return self._columns[name]

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

    def postings(self, field: str, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """A term over all segments, deleted documents included."""
        ids: list[NDArray[np.int32]] = []
        weights: list[NDArray[np.float32]] = []
        for base, segment in zip(self._starts, self.segments, strict=True):
            found, weight = segment.postings(field, term)
            if found.size:
                ids.append(found + base)
                weights.append(weight)
        if not ids:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        return np.concatenate(ids), np.concatenate(weights)

    def with_code(self, field: str, code: str) -> Mask:
        mask = np.zeros(self.size, bool)
        mask[self.postings(field, code)[0]] = True
        return mask

    def locate(self, number: int) -> tuple[Segment, int]:
        place = int(np.searchsorted(self.bases, number, side="right")) - 1
        return self.segments[place], number - int(self.bases[place])

    def key(self, number: int) -> str:
        return f"{self.kinds[self.kind_codes[number]]}:{self.column(schema.OBJECT_ID)[number]}"

    def numbers_of(self, keys: frozenset[str] | set[str]) -> Ints:
        """Live documents with these keys."""
        found = [self.postings(schema.KEY, key)[0] for key in keys]
        numbers = np.concatenate(found).astype(np.int64) if found else np.empty(0, np.int64)
        return numbers[self.live[numbers]]

    def scope(self, layers: Sequence[Layer], kinds: Sequence[str]) -> Scope:
        key = frozenset(layers), frozenset(kinds)
        if key not in self._scopes:
            self._scopes[key] = Scope(self, tuple(sorted(layers)), tuple(sorted(kinds)))
        return self._scopes[key]


class Scope:
    """The documents and texts one question may use."""

    def __init__(self, snapshot: Snapshot, layers: tuple[Layer, ...], kinds: tuple[str, ...]) -> None:
        self.snapshot, self.layers, self.kinds = snapshot, layers, kinds
        allowed = np.zeros(snapshot.size, bool)
        for layer in layers:
            allowed |= snapshot.with_code(schema.AUDIENCE, layer.value)
        wanted = np.array([kind in kinds for kind in snapshot.kinds], bool)
        of_kind = wanted[snapshot.kind_codes] if wanted.size else np.zeros(snapshot.size, bool)
        self.mask: Mask = snapshot.live & allowed & of_kind
        self.count = int(self.mask.sum())
        self._lengths: dict[str, tuple[Ints, float]] = {}

    def lengths(self, unit: str) -> tuple[Ints, float]:
        """Length of every document in a unit, and the scope's average (at least 1)."""
        if unit not in self._lengths:
            total = np.zeros(self.snapshot.size, np.int64)
            for layer in self.layers:
                column = self.snapshot.column(schema.length_field(unit, layer))
                total += np.where(column == schema.MISSING, 0, column)
            average = float(total[self.mask].sum()) / max(self.count, 1)
            self._lengths[unit] = total, max(average, 1.0)
        return self._lengths[unit]

    def term(self, term: TermKey) -> TermArrays:
        """The term's arrays, from the cache or read now."""
        key = (self.layers, self.kinds, term)
        found = self.snapshot.cache.get(key)
        if found is None:
            found = self._read(term)
            self.snapshot.cache.put(key, found)
        return found

    def _read(self, term: TermKey) -> TermArrays:
        unit, text = term
        read = [self.snapshot.postings(schema.text_field(unit, layer), text) for layer in self.layers]
        ids = np.concatenate([part[0] for part in read])
        tf = np.concatenate([part[1] for part in read])
        if len([part for part in read if part[0].size]) > 1:
            ids, places = np.unique(ids, return_inverse=True)
            tf = np.bincount(places, weights=tf).astype(np.float32)
        kept = self.mask[ids]
        ids, tf = ids[kept], tf[kept]
        factor = term_factor(unit, self.count, ids.size)
        lengths, average = self.lengths(unit)
        return TermArrays(ids, factor * saturations(tf, lengths[ids], average), factor)

"""The embedded engine: Whoosh stores, `snapshot` and `array_search` answer.

Rules behind the code: one writer, `cancel()` on any error; no float columns; readers are replaced, never
refreshed; opening is tried again because another process may just have deleted a merged segment; Whoosh never
syncs to disk, so every write ends with syncing its files and the directory.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, fields, index
from whoosh.filedb.filestore import FileStorage

from matchmaker.kernel.layers import Layer
from matchmaker.kernel.locking import file_lock
from matchmaker.search import array_search, schema
from matchmaker.search.backend import (
    IndexDocument,
    SearchRequest,
    SearchResponse,
    SharedTerm,
    SimilarHit,
)
from matchmaker.search.counting import MOST_DOCUMENTS
from matchmaker.search.impacts import ArrayWriter, SegmentArrays
from matchmaker.search.posting_cache import PostingCache
from matchmaker.search.preparing import prepare
from matchmaker.search.ranking import Bag, TermKey
from matchmaker.search.scope import Scope
from matchmaker.search.snapshot import NO_UNIT, Snapshot
from matchmaker.search.term_keys import key_of

_TRIES = 5
_CREATE_WAIT = 10.0  # seconds
_MERGE_FACTOR = 8
_MERGED_DOCUMENTS = 40_000
"""Segments that would grow beyond this are left alone: merging them would keep a publication waiting for long."""


def whoosh_schema(wanted: schema.Schema) -> fields.Schema:
    """What Whoosh itself keeps: numbers as columns, and the stored texts. Terms stand in our own file."""
    made = fields.Schema()
    for name in (schema.OBJECT_ID, schema.STAMP):
        made.add(name, _number_column())
    made.add(schema.STORED, fields.STORED())
    for layer in Layer:
        for number in wanted.numbers:
            made.add(schema.number_field(number, layer), _number_column())
    return made


def _number_column() -> fields.COLUMN:
    return fields.COLUMN(columns.NumericColumn("q", default=schema.MISSING))


class WhooshBackend:
    """An index in one directory. Any number of processes may read, one may write."""

    def __init__(self, directory: Path, wanted: schema.Schema, cache_bytes: int = 256 << 20) -> None:
        self.directory, self._cache = directory, PostingCache(cache_bytes)
        self._schema = whoosh_schema(wanted)
        directory.mkdir(parents=True, exist_ok=True)
        self._storage = FileStorage(str(directory))
        with file_lock(directory / ".create.lock", wait=_CREATE_WAIT):  # creating clears the directory
            if not index.exists_in(str(directory)):
                index.FileIndex.create(self._storage, self._schema)
        self._index = index.FileIndex(self._storage, self._schema)
        self._lock = threading.Lock()
        self._open: dict[str, SegmentArrays] = {}
        self._seen = -1
        self._snapshot: Snapshot | None = None

    def write(self, upserts: Sequence[IndexDocument], deletes: Iterable[str] = ()) -> None:
        """Whoosh transaction with our merge policy; nothing changes when anything fails."""
        batches = [
            prepare(upserts[first : first + MOST_DOCUMENTS])
            for first in range(0, len(upserts), MOST_DOCUMENTS)
        ]
        gone = {document.key for document in upserts} | set(deletes)
        writer = ArrayWriter(self._index)
        try:
            arrays = self._arrays_of(writer.segments)
            _delete(writer, arrays, gone)
            for batch in batches:
                writer.add_prepared(batch)
            writer.commit(mergetype=partial(merge_similar_sizes, arrays))
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        _sync(self.directory)

    def snapshot(self) -> Snapshot:
        """The latest commit."""
        with self._lock:
            for attempt in range(_TRIES):
                try:
                    return self._current()
                except (OSError, index.EmptyIndexError):
                    if attempt == _TRIES - 1:
                        raise
                    time.sleep(0.02 * (attempt + 1))
        raise AssertionError("unreachable")

    def _current(self) -> Snapshot:
        latest = self._index.latest_generation()
        if self._snapshot is None or latest != self._seen:
            toc = index.TOC.read(self._storage, self._index.indexname, gen=latest, schema=self._schema)
            arrays = self._arrays_of(toc.segments)
            wanted = [
                (arrays[segment.segment_id()], frozenset(segment.deleted_docs())) for segment in toc.segments
            ]
            self._snapshot, self._seen = Snapshot(wanted, self._cache), latest
            self._open = arrays  # a dropped segment closes when its last snapshot is gone
        return self._snapshot

    def _arrays_of(self, segments: Sequence[Any]) -> dict[str, SegmentArrays]:
        known = self._open
        return {
            segment.segment_id(): known.get(segment.segment_id())
            or SegmentArrays(self._storage, self._schema, segment)
            for segment in segments
        }

    def search(self, request: SearchRequest) -> SearchResponse:
        return array_search.answer(self.snapshot(), request)

    def similar(
        self,
        bag: Bag,
        kinds: Sequence[str],
        k: int,
        layers: Sequence[Layer],
        filters: Mapping[str, tuple[str, ...]] | None = None,
        excluded: frozenset[str] = frozenset(),
        with_coverage: bool = False,
    ) -> list[SimilarHit]:
        scope = Scope.of(self.snapshot(), layers, kinds)
        return array_search.similar(scope, bag, k, filters or {}, excluded, with_coverage)

    def shared_terms(
        self, bag: Bag, key: str, kinds: Sequence[str], layers: Sequence[Layer], limit: int = 20
    ) -> list[SharedTerm]:
        return array_search.shared_terms(Scope.of(self.snapshot(), layers, kinds), bag, key, limit)

    def stamps(self) -> dict[str, int]:
        snapshot = self.snapshot()
        stamps = snapshot.column(schema.STAMP)
        return {
            snapshot.key(number): int(stamps[number])
            for number in range(snapshot.size)
            if snapshot.live[number]
        }

    def frequency(self, term: TermKey, layers: Sequence[Layer], kinds: Sequence[str]) -> int:
        return Scope.of(self.snapshot(), layers, kinds).frequencies([term])[term]

    def postings_counts(self, terms: Sequence[TermKey], layers: Sequence[Layer]) -> dict[TermKey, int]:
        snapshot, found = self.snapshot(), dict.fromkeys(terms, 0)
        for unit in {unit for unit, _ in terms}:
            texts = [text for one, text in terms if one == unit]
            keys = np.array([key_of(unit, text) for text in texts], np.uint64)
            for layer in layers:
                counts = snapshot.postings_count(schema.text_field(unit, layer), keys).tolist()
                for text, count in zip(texts, counts, strict=True):
                    found[unit, text] += count
        return found

    def vocabulary(self, unit: str, layers: Sequence[Layer]) -> Sequence[str]:
        names = [schema.text_field(unit, layer) for layer in layers]
        return sorted(
            {term for segment in self.snapshot().segments for name in names for term in segment.lexicon(name)}
        )

    def document_count(self, kinds: Sequence[str] | None = None) -> int:
        snapshot = self.snapshot()
        return int((snapshot.live if kinds is None else snapshot.live & snapshot.of_kinds(kinds)).sum())

    def statistics(self) -> dict[str, int]:
        snapshot = self.snapshot()
        cache = self._cache
        return {
            "segments": len(snapshot.segments),
            "deleted": int((~snapshot.live).sum()),
            "cache_bytes": cache.used,
            "cache_hits": cache.hits,
            "cache_misses": cache.misses,
        }

    def forget_postings(self) -> None:
        """Empty the cache, to measure questions that find nothing in it."""
        with self._lock:
            self._cache, self._snapshot, self._seen = PostingCache(self._cache.limit), None, -1

    def close(self) -> None:
        """Let go of all segments; the next question opens them again."""
        with self._lock:
            self._open, self._snapshot, self._seen = {}, None, -1


def _delete(writer: ArrayWriter, arrays: Mapping[str, SegmentArrays], keys: set[str]) -> None:
    numbers = np.array([key_of(NO_UNIT, key) for key in keys], np.uint64)
    for segment in writer.segments:
        known = arrays[segment.segment_id()]
        _hits, starts, ends = known.find(schema.KEY, numbers)
        for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
            for number in known.read(schema.KEY, first, last).documents.tolist():
                segment.delete_document(number)


def merge_similar_sizes(
    arrays: Mapping[str, SegmentArrays], writer: ArrayWriter, segments: list[Any]
) -> list[Any]:
    """Merge eight segments of about one size into one, smallest first: most commits pay nothing."""
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        tiers.setdefault(int(math.log(max(segment.doc_count(), 1), _MERGE_FACTOR)), []).append(segment)
    full = [
        group
        for tier, group in sorted(tiers.items())
        if len(group) >= _MERGE_FACTOR and sum(segment.doc_count() for segment in group) <= _MERGED_DOCUMENTS
    ]
    merged = full[0] if full else []
    for segment in merged:
        writer.add_segment(arrays[segment.segment_id()], segment.deleted_docs())
    return [segment for segment in segments if segment not in merged and segment.doc_count()]


def _sync(directory: Path) -> None:
    """Force files and names to disk: the outbox rows are deleted only after this."""
    for path in [*directory.iterdir(), directory]:
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

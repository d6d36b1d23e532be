"""A segment's postings as arrays inside Whoosh's segments: how they are written, merged and read.

Whoosh keeps its files, commits, locks, columns and stored texts. Only the terms differ: they stand in one file of
flat arrays (`postings.py`), so that neither writer nor merge nor reader walks posting by posting. With
`whoosh_backend.py` the only importer of whoosh.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from matchmaker.search.posting_cache import Piece
from matchmaker.search.postings import Field, Ints, PostingsFile, merged, write_fields
from matchmaker.search.schema import MISSING
from matchmaker.search.term_keys import key_of


@dataclass(frozen=True)
class Prepared:
    """A batch of documents whose terms are counted. Document numbers start at 0.

    ``lengths``: text field → length of every document. ``rows``: per document its number columns and stored values.
    """

    fields: Mapping[str, Field]
    lengths: Mapping[str, Ints]
    rows: Sequence[tuple[Mapping[str, int], Mapping[str, Any]]]


class _NoTerms:
    """Where Whoosh would write or read its own terms: nothing, ours follow beside the segment's other files."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class ArrayCodec(W3Codec):
    """Whoosh 3's codec without its terms and length statistics."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> _NoTerms:
        return _NoTerms()

    def terms_reader(self, storage: Any, segment: Any) -> _NoTerms:
        return _NoTerms()


class ArrayPool:
    """Postings of the segment being written, part by part: fields, and the segment's number of every document."""

    def __init__(self) -> None:
        self.fields: dict[str, list[tuple[Field, Ints]]] = {}
        self.lengths: dict[str, list[tuple[Ints, Ints]]] = {}

    def add(self, fields: Mapping[str, Field], lengths: Mapping[str, Ints], numbers: Ints) -> None:
        for name, field in fields.items():
            self.fields.setdefault(name, []).append((field, numbers))
        for name, values in lengths.items():
            self.lengths.setdefault(name, []).append((values, numbers))

    def length_arrays(self, size: int) -> dict[str, Ints]:
        found = {}
        for name, parts in self.lengths.items():
            found[name] = np.zeros(size, np.int64)
            for values, numbers in parts:
                stays = numbers >= 0
                found[name][numbers[stays]] = values[stays]
        return found

    def cleanup(self) -> None:
        self.fields, self.lengths = {}, {}


def terms_path(folder: str, segment: Any) -> Path:
    """Our file of a segment; Whoosh deletes it by its name together with the segment."""
    return Path(folder, segment.make_filename(W3Codec.TERMS_EXT))


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, its postings kept as arrays from the first to the last step."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec(), timeout=10.0)
        self.pool = ArrayPool()

    def add_prepared(self, batch: Prepared) -> None:
        """Add a batch of documents whose terms are counted already."""
        numbers = np.arange(self.docnum, self.docnum + len(batch.rows), dtype=np.int64)
        for columns, stored in batch.rows:
            self._add_row(columns, stored)
        self.pool.add(batch.fields, batch.lengths, numbers)
        self._added = True

    def _add_row(self, columns: Mapping[str, int], stored: Mapping[str, Any]) -> None:
        writer = self.perdocwriter
        writer.start_doc(self.docnum)
        for name, value in stored.items():
            writer.add_field(name, self.schema[name], value, 0)
        for name, number in columns.items():
            writer.add_column_value(name, self.schema[name].column_type, number)
        writer.finish_doc()
        self.docnum += 1

    def add_segment(self, arrays: SegmentArrays, deleted: Iterable[int]) -> None:
        """Merge: take over the documents still there."""
        numbers = np.full(arrays.size, -1, np.int64)
        gone = set(deleted)
        columns = {name: arrays.column(name).tolist() for name in arrays.column_names()}
        for old in range(arrays.size):
            if old not in gone:
                numbers[old] = self.docnum
                row = {name: values[old] for name, values in columns.items() if values[old] != MISSING}
                self._add_row(row, arrays.stored(old))
        self.pool.add(arrays.fields(), arrays.length_arrays(), numbers)
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()

    def _assemble_segment(self) -> None:
        """Whoosh packs its own files into one; ours is written beside it, so that it can be read with pread."""
        super()._assemble_segment()
        fields = {name: merged(parts) for name, parts in self.pool.fields.items()}
        with terms_path(self.storage.folder, self.newsegment).open("wb") as file:
            write_fields(file, fields, self.pool.length_arrays(self.docnum))
        self.pool.cleanup()

    def _close_segment(self) -> None:
        """Like Whoosh's, but the postings stay until they are written behind the packed files."""
        if not self.perdocwriter.is_closed:
            self.perdocwriter.close()


class SegmentArrays:
    """One immutable segment, open for as long as a snapshot uses it. Safe for threads."""

    def __init__(self, storage: Any, schema: Any, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self._terms = PostingsFile(terms_path(storage.folder, segment))
        self._reader = SegmentReader(storage, schema, segment, codec=ArrayCodec())
        self._lock = threading.Lock()
        self._columns: dict[str, Ints] = {}
        self._lengths: dict[str, NDArray[np.int32]] = {}
        self._lexicons: dict[str, list[str]] = {}
        self._codes: dict[str, tuple[list[str], Ints, Ints]] = {}
        self.size: int = self._reader.doc_count_all()

    def find(self, field: str, keys: NDArray[np.uint64]) -> tuple[Ints, Ints, Ints]:
        """Which of some term numbers a field has, and the bounds of their postings; see `PostingsFile.find`."""
        return self._terms.find(field, keys)

    def read(self, field: str, first: int, last: int) -> Piece:
        """Document numbers and weights between two bounds."""
        return Piece(*self._terms.read(field, first, last))

    def documents(self, field: str, unit: str, term: str) -> Ints:
        """The documents with one term."""
        hits, starts, ends = self._terms.find(field, np.array([key_of(unit, term)], np.uint64))
        found = self.read(field, int(starts[0]), int(ends[0])).documents if hits.size else np.empty(0)
        return found.astype(np.int64)

    def fields(self) -> dict[str, Field]:
        return {name: self._terms.field(name) for name in self._terms.names}

    def lengths(self, field: str) -> NDArray[np.int32]:
        """Length of every document in a text field."""
        if field not in self._lengths:
            found = self._terms.lengths(field)
            self._lengths[field] = np.zeros(self.size, np.int32) if found is None else found.astype(np.int32)
        return self._lengths[field]

    def length_arrays(self) -> dict[str, Ints]:
        return {name: self.lengths(name).astype(np.int64) for name in self._terms.length_names}

    def column_names(self) -> list[str]:
        return [name for name in self._reader.schema.names() if self._has_column(name)]

    def _has_column(self, name: str) -> bool:
        column_type = self._reader.schema[name].column_type
        return column_type is not None and self._reader._perdoc.has_column(name)

    def column(self, name: str) -> Ints:
        """An integer column as one array, MISSING where a document has no value."""
        if name not in self._columns:
            with self._lock:
                self._columns[name] = self._read_column(name)
        return self._columns[name]

    def _read_column(self, name: str) -> Ints:
        values = np.full(self.size, MISSING, np.int64)
        if self._has_column(name):
            file, offset, length = self._reader._perdoc._get_column_file(name)
            stored = np.frombuffer(bytes(file.get(offset, length)), ">i8")
            values[: stored.size] = stored
        return values

    def codes(self, field: str) -> tuple[list[str], Ints, Ints]:
        """A facet: its codes, and for every (document, code) pair the document number and the code's place."""
        if field not in self._codes:
            names = self.lexicon(field)
            if names:
                whole = self._terms.field(field)
                documents, counts = whole.documents.astype(np.int64), whole.counts
            else:
                documents, counts = np.empty(0, np.int64), np.empty(0, np.int64)
            self._codes[field] = names, documents, np.repeat(np.arange(len(names)), counts)
        return self._codes[field]

    def lexicon(self, field: str) -> list[str]:
        """All terms of a field, in no order that means anything."""
        if field not in self._lexicons:
            self._lexicons[field] = self._terms.lexicon(field)
        return self._lexicons[field]

    def stored(self, number: int) -> dict[str, Any]:
        with self._lock:
            return self._reader.stored_fields(number)

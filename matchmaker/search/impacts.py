"""A segment's postings as arrays: how they are written, read and merged inside Whoosh's own files.

Whoosh keeps its files, commits, locks and columns. Only the value of a term differs: document numbers and
frequencies stand there as packed bytes, so that numpy reads a term with one look-up and neither the writer nor a
merge walks posting by posting. With `whoosh_backend.py` the only importer of whoosh.
"""

from __future__ import annotations

import struct
import threading
import zlib
from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from matchmaker.search.schema import MISSING

Ints = NDArray[np.int64]
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]

_INLINE_POSTINGS = 16
"""Terms of so few documents stand in the term table itself."""
_INLINE, _PACKED = b"i", b"p"
_EXTENT = struct.Struct("!cqi")
_FIELD_ID = struct.Struct("!H")
_COMPRESS_FROM = 512


def _pack(ids: NDArray[np.uint32], weights: NDArray[np.float32]) -> bytes:
    """Steps between document numbers and the weights, each in the narrowest type that holds it."""
    steps = np.diff(ids, prepend=np.uint32(0))
    largest = int(steps.max())
    step_type = b"1" if largest < 1 << 8 else b"2" if largest < 1 << 16 else b"4"
    is_small = float(weights.max()) < 256 and bool((weights == np.floor(weights)).all())
    body = steps.astype(f"u{step_type.decode()}").tobytes() + weights.astype("u1" if is_small else "f4").tobytes()
    squeezed = zlib.compress(body, 1) if len(body) >= _COMPRESS_FROM else b""
    head = step_type + (b"1" if is_small else b"4") + (b"z" if squeezed else b"-")
    return head + (squeezed or body)


def _unpack(block: bytes) -> Postings:
    body = zlib.decompress(block[3:]) if block[2:3] == b"z" else block[3:]
    step_size, weight_size = int(block[:1]), int(block[1:2])
    count = len(body) // (step_size + weight_size)
    steps = np.frombuffer(body, f"u{step_size}", count)
    weights = np.frombuffer(body, "u1" if weight_size == 1 else "f4", count, count * step_size)
    return np.cumsum(steps, dtype=np.int32), weights.astype(np.float32)


class ArrayCodec(W3Codec):
    """Whoosh 3's codec without length statistics: exact lengths are kept in columns."""

    length_stats = False


class ArrayPool:
    """Postings gathered in memory: (field, term) → document numbers and weights. Stands in for Whoosh's pool."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, bytes], tuple[array, array]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        ids, weights = self.of(item[0], item[1])
        ids.append(item[2])
        weights.append(item[3])

    def of(self, field: str, term: bytes) -> tuple[array, array]:
        entry = self.terms.get((field, term))
        if entry is None:
            entry = self.terms[field, term] = (array("I"), array("f"))
        return entry

    def cleanup(self) -> None:
        self.terms = {}


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, its postings kept as arrays from the first to the last step."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec(), timeout=10.0)
        self.pool = ArrayPool()

    def _flush_segment(self) -> None:
        """Write the term table: fields and terms in order, short postings inside it, long ones beside it."""
        self.perdocwriter.close()
        table, beside = self.fieldwriter._tindex, self.fieldwriter._postfile
        ids_of_fields = self.fieldwriter._fieldmap
        for field in sorted({field for field, _ in self.pool.terms}):
            ids_of_fields[field] = len(ids_of_fields)
        keyed = ((_FIELD_ID.pack(ids_of_fields[field]) + term, entry)
                 for (field, term), entry in self.pool.terms.items())
        for key, (ids, weights) in sorted(keyed, key=lambda item: item[0]):
            if len(ids) <= _INLINE_POSTINGS:
                table.add(key, _INLINE + ids.tobytes() + weights.tobytes())
            else:
                block = _pack(np.frombuffer(ids, np.uint32), np.frombuffer(weights, np.float32))
                table.add(key, _EXTENT.pack(_PACKED, beside.tell(), len(block)))
                beside.write(block)

    def write_per_doc(self, fieldnames: Iterable[str], reader: SegmentReader) -> dict[int, int]:
        """Merge: copy columns and stored texts of the documents still there; returns old → new number."""
        arrays = SegmentArrays(reader)
        names = [name for name in fieldnames if arrays.has_column(name)]
        columns = [(name, self.schema[name].column_type, arrays.column(name).tolist()) for name in names]
        numbers: dict[int, int] = {}
        for old, stored in reader.iter_docs():
            numbers[old] = self.docnum
            self.perdocwriter.start_doc(self.docnum)
            for name, value in stored.items():
                self.perdocwriter.add_field(name, self.schema[name], value, 0)
            for name, column_type, values in columns:
                if values[old] != MISSING:
                    self.perdocwriter.add_column_value(name, column_type, values[old])
            self.perdocwriter.finish_doc()
            self.docnum += 1
        return numbers

    def add_postings_to_pool(self, reader: SegmentReader, startdoc: int, docmap: dict[int, int]) -> None:
        """Merge: renumber whole arrays, dropping deleted documents."""
        arrays = SegmentArrays(reader)
        numbers = np.full(reader.doc_count_all(), -1, np.int64)
        numbers[list(docmap)] = list(docmap.values())
        for field, term in reader.all_terms():
            ids, weights = arrays.read(field, term)
            kept = numbers[ids] >= 0
            if kept.any():
                pooled_ids, pooled_weights = self.pool.of(field, term)
                pooled_ids.frombytes(numbers[ids[kept]].astype(np.uint32).tobytes())
                pooled_weights.frombytes(weights[kept].astype(np.float32).tobytes())


class SegmentArrays:
    """One immutable segment, open for as long as a snapshot uses it. Safe for threads."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._columns: dict[str, Ints] = {}
        self._lexicons: dict[str, list[str]] = {}
        self._codes: dict[str, tuple[list[str], Ints, Ints]] = {}
        self.size: int = reader.doc_count_all()

    def read(self, field: str, term: bytes) -> Postings:
        """Document numbers (rising) and weights of a term; two empty arrays when it is not there."""
        with self._lock:
            terms = self._reader._terms
            try:
                value = terms._tindex[terms._keycoder(field, term)]
            except KeyError:
                return np.empty(0, np.int32), np.empty(0, np.float32)
            if value[:1] != _INLINE:
                _, offset, length = _EXTENT.unpack(value)
                return _unpack(bytes(terms._postfile.get(offset, length)))
        count = (len(value) - 1) // 8
        return np.frombuffer(value, np.int32, count, 1), np.frombuffer(value, np.float32, count, 1 + 4 * count)

    def postings(self, field: str, term: str) -> Postings:
        return self.read(field, term.encode())

    def has_column(self, name: str) -> bool:
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
        if self.has_column(name):
            file, offset, length = self._reader._perdoc._get_column_file(name)
            stored = np.frombuffer(bytes(file.get(offset, length)), ">i8")
            values[: stored.size] = stored
        return values

    def codes(self, field: str) -> tuple[list[str], Ints, Ints]:
        """A facet: its codes, and for every (document, code) pair the document number and the code's place."""
        if field not in self._codes:
            names = self.lexicon(field)
            read = [self.postings(field, name)[0] for name in names]
            places = np.repeat(np.arange(len(names)), [ids.size for ids in read])
            documents = np.concatenate(read) if read else np.empty(0, np.int32)
            self._codes[field] = names, documents.astype(np.int64), places
        return self._codes[field]

    def lexicon(self, field: str) -> list[str]:
        """All terms of a field, in the order of the file."""
        if field not in self._lexicons:
            with self._lock:
                self._lexicons[field] = [term.decode() for term in self._terms_of(field)]
        return self._lexicons[field]

    def _terms_of(self, field: str) -> Iterable[bytes]:
        for name, term in self._reader._terms.terms_from(field, b""):
            if name != field:
                return
            yield term

    def stored(self, number: int) -> dict[str, Any]:
        with self._lock:
            return self._reader.stored_fields(number)

    def close(self) -> None:
        with self._lock:
            self._reader.close()


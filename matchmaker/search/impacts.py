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
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb import filetables
from whoosh.reading import SegmentReader
from whoosh.util.numlists import GrowableArray
from whoosh.writing import SegmentWriter

from matchmaker.search.schema import MISSING

Ints = NDArray[np.int64]
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
Flat = Any  # list or array: number, weight, number, weight …

_INLINE_POSTINGS = 16
"""Terms of so few documents stand in the term table itself."""
_INLINE, _PACKED = b"i", b"p"
_EXTENT = struct.Struct("!cqi")
_FIELD_ID = struct.Struct("!H")
_COMPRESS_FROM = 512
_SMALL = 32
"""Documents of a segment whose term table is kept in memory."""
_KEPT_BYTES, _ENTRY_BYTES = 48 << 20, 300
"""How much of a larger segment's postings is kept between commits."""
_NOTHING: Postings = (np.empty(0, np.int32), np.empty(0, np.float32))


def _pack(ids: NDArray[np.uint32], weights: NDArray[np.float32]) -> bytes:
    """Steps between document numbers and the weights, each in the narrowest type that holds it."""
    steps = np.diff(ids, prepend=np.uint32(0))
    largest = int(steps.max())
    step_type = b"1" if largest < 1 << 8 else b"2" if largest < 1 << 16 else b"4"
    is_small = float(weights.max()) < 256 and bool((weights == np.floor(weights)).all())
    body = (
        steps.astype(f"u{step_type.decode()}").tobytes()
        + weights.astype("u1" if is_small else "f4").tobytes()
    )
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


class TermTable(filetables.OrderedHashWriter):
    """Whoosh's ordered table of keys with its quicker hash."""

    _CRC32 = 1

    def __init__(self, file: Any) -> None:
        filetables.HashWriter.__init__(self, file, hashtype=self._CRC32)
        self.index = GrowableArray("H")
        self.lastkey = b""


class TermFiles:
    """The two files of a segment's terms: the table, and long postings beside it."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.table = TermTable(segment.create_file(storage, W3Codec.TERMS_EXT))
        self.beside = segment.create_file(storage, W3Codec.POSTS_EXT)
        self.is_closed = False

    def write(self, fields: Mapping[str, Mapping[bytes, Flat]]) -> None:
        """Fields and terms in order."""
        numbers = {field: number for number, field in enumerate(sorted(fields))}
        self.table.extras["fieldmap"] = numbers
        for field, number in numbers.items():
            prefix = _FIELD_ID.pack(number)
            for term, flat in sorted(fields[field].items()):
                self.table.add(prefix + term, self._value(flat))

    def _value(self, flat: Flat) -> bytes:
        if len(flat) <= 2 * _INLINE_POSTINGS:
            return _INLINE + array("I", map(int, flat[::2])).tobytes() + array("f", flat[1::2]).tobytes()
        pairs = np.array(flat, np.float64)
        block = _pack(pairs[::2].astype(np.uint32), pairs[1::2].astype(np.float32))
        value = _EXTENT.pack(_PACKED, self.beside.tell(), len(block))
        self.beside.write(block)
        return value

    def close(self) -> None:
        self.table.close()
        self.beside.close()
        self.is_closed = True


class ArrayCodec(W3Codec):
    """Whoosh 3's codec with our term files and without length statistics (exact lengths stand in columns)."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> TermFiles:
        return TermFiles(storage, segment)


class ArrayPool:
    """Postings gathered in memory, by field and term, each a flat list of document number and weight."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[bytes, Flat]] = {}

    def cleanup(self) -> None:
        self.fields = {}


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, its postings kept as arrays from the first to the last step."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=ArrayCodec(), timeout=10.0)
        self.pool = ArrayPool()

    def add_ready(
        self, terms: Mapping[str, Mapping[str, float]], columns: Mapping[str, int], stored: Mapping[str, Any]
    ) -> None:
        """Add a document whose terms are counted already."""
        number = self.docnum
        self.perdocwriter.start_doc(number)
        for name, value in stored.items():
            self.perdocwriter.add_field(name, self.schema[name], value, 0)
        for name, value in columns.items():
            self.perdocwriter.add_column_value(name, self.schema[name].column_type, value)
        self.perdocwriter.finish_doc()
        for field, counts in terms.items():
            pool = self.pool.fields.setdefault(field, {})
            for term, weight in counts.items():
                key = term.encode()
                entry = pool.get(key)
                if entry is None:
                    pool[key] = [number, weight]
                else:
                    entry.extend((number, weight))
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.write(self.pool.fields)

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
        for field, term, ids, weights in arrays.all_postings():
            kept = numbers[ids] >= 0
            if kept.any():
                pairs = np.column_stack((numbers[ids[kept]], weights[kept])).astype(np.float64).ravel()
                pool = self.pool.fields.setdefault(field, {})
                entry = pool.setdefault(term, array("d"))
                entry.extend(pairs.tolist())


class SegmentArrays:
    """One immutable segment, open for as long as a snapshot uses it. Safe for threads."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._columns: dict[str, Ints] = {}
        self._lexicons: dict[str, list[str]] = {}
        self._codes: dict[str, tuple[list[str], Ints, Ints]] = {}
        self._read: dict[tuple[str, bytes], Postings] = {}
        self._read_bytes = 0
        self._table: dict[bytes, bytes] | None = None
        self.size: int = reader.doc_count_all()

    def read(self, field: str, term: bytes) -> Postings:
        """Document numbers (rising) and weights of a term; two empty arrays when it is not there."""
        key = (field, term)
        found = self._read.get(key)
        if found is None:
            with self._lock:
                found = self._look_up(field, term)
                if self._read_bytes > _KEPT_BYTES:
                    self._read, self._read_bytes = {}, 0
                self._read[key] = found
                self._read_bytes += found[0].nbytes + found[1].nbytes + _ENTRY_BYTES
        return found

    def _look_up(self, field: str, term: bytes) -> Postings:
        terms = self._reader._terms
        if self.size <= _SMALL:  # so few terms that the whole table is kept
            if self._table is None:
                self._table = {bytes(key): bytes(value) for key, value in terms._tindex.items()}
            value = self._table.get(terms._keycoder(field, term))
        else:
            value = terms._tindex.get(terms._keycoder(field, term))
        return _NOTHING if value is None else self._decode(value)

    def _decode(self, value: bytes) -> Postings:
        if value[:1] != _INLINE:
            _, offset, length = _EXTENT.unpack(value)
            return _unpack(bytes(self._reader._terms._postfile.get(offset, length)))
        count = (len(value) - 1) // 8
        return np.frombuffer(value, np.int32, count, 1), np.frombuffer(
            value, np.float32, count, 1 + 4 * count
        )

    def all_postings(self) -> Iterator[tuple[str, bytes, NDArray[np.int32], NDArray[np.float32]]]:
        """Every term of every field, in order."""
        terms = self._reader._terms
        for key, value in terms._tindex.items():
            field, term = terms._keydecoder(bytes(key))
            ids, weights = self._decode(bytes(value))
            yield field, term, ids, weights

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

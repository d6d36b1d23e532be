"""Postings of one segment as flat arrays, and the file they stand in. Knows numpy and files, not Whoosh.

A field's postings are its sorted term numbers, and for each term a slice of document numbers (rising) and weights.
The file holds these arrays one after another, a directory (JSON) behind them, and the directory's place at the end.
Arrays of small segments are read whole; of large ones only the slices asked for, with `pread`, so that any number of
threads and forked processes share one descriptor and nothing is mapped into memory.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from matchmaker.search.counting import Counted
from matchmaker.search.term_keys import unpacked

Ints = NDArray[np.int64]
_TAIL = struct.Struct("<QQ8s")
_MAGIC = b"MMTERMS1"
_ALIGN = 8
_WHOLE_BYTES = 8 << 20
"""Arrays up to this size are kept in memory once read."""


@dataclass(frozen=True)
class Field:
    """All postings of a field. ``weights`` None: every weight is 1. ``size``: characters of packed terms, else 0."""

    keys: NDArray[np.uint64]
    starts: Ints
    documents: NDArray[Any]
    weights: NDArray[Any] | None
    texts: Sequence[str] | None = None
    size: int = 0

    @property
    def counts(self) -> Ints:
        return np.diff(self.starts)


def field_of(counted: Counted, size: int = 0, is_weighted: bool = True) -> Field:
    """The field of one batch."""
    first = np.ones(counted.keys.size, bool)
    first[1:] = counted.keys[1:] != counted.keys[:-1]
    starts = np.flatnonzero(first)
    keys = counted.keys[starts]
    texts = [counted.texts[key] for key in keys.tolist()] if counted.texts is not None else None
    ends = np.append(starts, counted.keys.size).astype(np.int64)
    return Field(keys, ends, counted.documents, counted.weights if is_weighted else None, texts, size)


def merged(parts: Sequence[tuple[Field, Ints]]) -> Field:
    """Fields of several segments as one; each with the new number of every document, -1 for one that is gone.

    New numbers rise within a part and from part to part, so postings only move, term by term.
    """
    kept = [_renumbered(field, numbers) for field, numbers in parts]
    if len(kept) == 1:
        return kept[0]
    keys = np.unique(np.concatenate([field.keys for field in kept]))
    places = [np.searchsorted(keys, field.keys) for field in kept]
    counts = np.zeros(keys.size, np.int64)
    for field, place in zip(kept, places, strict=True):
        counts[place] += field.counts
    starts = np.concatenate([[0], np.cumsum(counts)])
    documents = np.empty(starts[-1], np.uint32)
    is_weighted = any(field.weights is not None for field in kept)
    weights = np.ones(starts[-1], np.uint32) if is_weighted else None
    free = starts[:-1].copy()
    for field, place in zip(kept, places, strict=True):
        shift = np.repeat(free[place] - field.starts[:-1], field.counts)
        target = np.arange(field.documents.size) + shift
        documents[target] = field.documents
        if weights is not None and field.weights is not None:
            weights[target] = field.weights
        free[place] += field.counts
    return Field(keys, starts, documents, weights, _texts(keys, kept, places), kept[0].size)


def _renumbered(field: Field, numbers: Ints) -> Field:
    documents = numbers[field.documents]
    stays = documents >= 0
    term = np.repeat(np.arange(field.keys.size), field.counts)[stays]
    counts = np.bincount(term, minlength=field.keys.size)
    lives = counts > 0
    texts = (
        [text for text, is_used in zip(field.texts, lives, strict=True) if is_used]
        if field.texts
        else field.texts
    )
    return Field(
        field.keys[lives],
        np.concatenate([[0], np.cumsum(counts[lives])]),
        documents[stays].astype(np.uint32),
        None if field.weights is None else field.weights[stays],
        texts,
        field.size,
    )


def _texts(keys: NDArray[np.uint64], parts: Sequence[Field], places: Sequence[Ints]) -> list[str] | None:
    if all(field.texts is None for field in parts):
        return None
    texts = [""] * keys.size
    for field, place in zip(parts, places, strict=True):
        for where, text in zip(place.tolist(), field.texts or (), strict=True):
            texts[where] = text
    return texts


def write_fields(file: BinaryIO, fields: Mapping[str, Field], lengths: Mapping[str, Ints]) -> None:
    """The whole file: fields, and per text field the length of every document."""
    directory: dict[str, Any] = {"fields": {}, "lengths": {}}
    for name, field in sorted(fields.items()):
        entry: dict[str, Any] = {"size": field.size}
        entry["keys"] = _put(file, field.keys)
        entry["starts"] = _put(file, field.starts.astype(np.int64))
        entry["documents"] = _put(file, _numbers(field.documents))
        if field.weights is not None:
            entry["weights"] = _put(file, _narrow(field.weights))
        if field.texts is not None:
            encoded = [text.encode("utf-8", "surrogatepass") for text in field.texts]
            entry["ends"] = _put(file, np.cumsum([len(one) for one in encoded], dtype=np.int64))
            entry["texts"] = _put(file, np.frombuffer(b"".join(encoded), np.uint8))
        directory["fields"][name] = entry
    for name, values in sorted(lengths.items()):
        directory["lengths"][name] = _put(file, _narrow(values))
    body = json.dumps(directory).encode()
    file.write(body + _TAIL.pack(file.tell(), len(body), _MAGIC))


def _put(file: BinaryIO, values: NDArray[Any]) -> list[Any]:
    file.write(b"\0" * (-file.tell() % _ALIGN))
    place = file.tell()
    file.write(values.tobytes())
    return [place, int(values.size), values.dtype.str]


def _numbers(documents: NDArray[Any]) -> NDArray[Any]:
    """Two bytes for a document where that is enough: questions read them all, and reading is what takes time."""
    return documents.astype(np.uint16 if documents.max(initial=0) < 1 << 16 else np.uint32)


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    largest = int(values.max(initial=0))
    return values.astype(np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32)


class PostingsFile:
    """An open file of postings. Safe for threads; closes when it is forgotten."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        end = os.fstat(self._descriptor).st_size
        place, length, magic = _TAIL.unpack(os.pread(self._descriptor, _TAIL.size, end - _TAIL.size))
        if magic != _MAGIC:
            raise OSError(f"{path} is not a file of postings")
        directory = json.loads(os.pread(self._descriptor, length, place))
        self._fields, self._lengths = directory["fields"], directory["lengths"]
        self._arrays: dict[tuple[str, str], NDArray[Any]] = {}
        self.names = frozenset(self._fields)

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def _whole(self, field: str, part: str) -> NDArray[Any]:
        """An array of a field, kept; term numbers and starts are always needed whole."""
        key = (field, part)
        found = self._arrays.get(key)
        if found is None:
            found = self._arrays[key] = self._slice(self._fields[field][part], 0, None)
        return found

    def _slice(self, entry: Sequence[Any], first: int, last: int | None) -> NDArray[Any]:
        place, size, kind = entry
        step = int(kind[2:])
        last = size if last is None else last
        read = os.pread(self._descriptor, (last - first) * step, place + first * step)
        return np.frombuffer(read, kind)

    def _part(self, field: str, part: str, first: int, last: int) -> NDArray[Any]:
        entry = self._fields[field][part]
        if entry[1] * int(entry[2][2:]) <= _WHOLE_BYTES:
            return self._whole(field, part)[first:last]
        return self._slice(entry, first, last)

    def find(self, field: str, keys: NDArray[np.uint64]) -> tuple[Ints, Ints, Ints]:
        """For term numbers: which of them the field has (places in ``keys``), and the bounds of their postings."""
        if field not in self.names:
            return _NONE, _NONE, _NONE
        known = self._whole(field, "keys")
        places = np.searchsorted(known, keys)
        hits = np.flatnonzero(known[np.minimum(places, known.size - 1)] == keys) if known.size else _NONE
        starts = self._whole(field, "starts")
        return hits, starts[places[hits]], starts[places[hits] + 1]

    def read(self, field: str, first: int, last: int) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """Documents and weights between two bounds."""
        documents = self._part(field, "documents", first, last)
        has_weights = "weights" in self._fields[field]
        return documents, self._part(field, "weights", first, last) if has_weights else None

    def lexicon(self, field: str) -> list[str]:
        """All terms of a field, in the order of their numbers."""
        if field not in self.names:
            return []
        entry = self._fields[field]
        if "texts" not in entry:
            return [unpacked(key, entry["size"]) for key in self._whole(field, "keys").tolist()]
        blob = self._slice(entry["texts"], 0, None).tobytes()
        ends = self._slice(entry["ends"], 0, None).tolist()
        return [
            blob[first:last].decode("utf-8", "surrogatepass")
            for first, last in zip([0, *ends], ends, strict=False)
        ]

    def field(self, name: str) -> Field:
        """A whole field, for merging."""
        entry = self._fields[name]
        parts = {part: self._slice(entry[part], 0, None) for part in ("keys", "starts", "documents")}
        weights = self._slice(entry["weights"], 0, None) if "weights" in entry else None
        texts = self.lexicon(name) if "texts" in entry else None
        return Field(**parts, weights=weights, texts=texts, size=entry["size"])

    def lengths(self, name: str) -> NDArray[Any] | None:
        """Length of every document in a text field; None when no document has one."""
        return self._slice(self._lengths[name], 0, None) if name in self._lengths else None

    @property
    def length_names(self) -> Iterable[str]:
        return self._lengths.keys()


_NONE = np.empty(0, np.int64)

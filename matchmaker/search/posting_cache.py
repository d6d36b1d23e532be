"""Postings of terms in memory, as they were read: least recently used terms leave when the limit is reached.

Segments never change, so what was read of one stays right in every later commit that still has it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.search.kernels import COLUMNS, Rows

Key = tuple[str, int]
"""Field and number of a term."""
_ENTRY_BYTES, _PIECE_BYTES = 700, 450
"""What an entry and each of its pieces take beside the postings."""
_NO_ROWS: Rows = np.zeros((0, COLUMNS), np.int64)


class Piece:
    """Document numbers (rising) and weights of a term in one segment; no weights: all are 1."""

    __slots__ = ("address", "bytes", "documents", "weights")

    def __init__(self, documents: NDArray[Any], weights: NDArray[Any] | None) -> None:
        self.documents, self.weights = documents, weights
        place, width = (0, 0) if weights is None else (_address(weights), weights.itemsize)
        self.address = _address(documents), place, documents.size, documents.itemsize, width
        self.bytes = documents.size * (documents.itemsize + width) + _PIECE_BYTES


@dataclass(frozen=True)
class TermPostings:
    """One term of one field in the segments of a commit.

    ``segments`` are those that were looked at, ``pieces`` what stands in them; ``rows`` is the table of `kernels`.
    """

    commit: int
    segments: frozenset[str]
    pieces: Mapping[str, Piece]
    rows: Rows

    @property
    def bytes(self) -> int:
        return sum(piece.bytes for piece in self.pieces.values()) + _ENTRY_BYTES


def table(pieces: Sequence[tuple[int, Piece]]) -> Rows:
    """Rows of a term from (number of the segment's first document, piece); the term's place is filled in later."""
    rows = [(0, base, *piece.address) for base, piece in pieces]
    return np.array(rows, np.int64) if rows else _NO_ROWS


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


class PostingCache:
    """Bounded, for all snapshots of an index; safe for threads."""

    def __init__(self, limit: int) -> None:
        self.limit, self.used, self.hits, self.misses = limit, 0, 0, 0
        self._entries: OrderedDict[Key, TermPostings] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, keys: Sequence[Key]) -> list[TermPostings | None]:
        """The entries of many keys, None where there is none."""
        with self._lock:
            found = [self._entries.get(key) for key in keys]
            for key, entry in zip(keys, found, strict=True):
                if entry is not None:
                    self._entries.move_to_end(key)
            absent = found.count(None)
            self.hits, self.misses = self.hits + len(keys) - absent, self.misses + absent
        return found

    def put(self, entries: Mapping[Key, TermPostings]) -> None:
        with self._lock:
            for key, entry in entries.items():
                before = self._entries.pop(key, None)
                self.used += entry.bytes - (before.bytes if before else 0)
                self._entries[key] = entry
            while self.used > self.limit and len(self._entries) > 1:
                self.used -= self._entries.popitem(last=False)[1].bytes

"""Loops over postings, compiled: about a nanosecond for each posting. They hold no lock while they run.

Postings come as rows of a table, one row for a term in one segment and layer, in the order segment, term, layer.
A row holds addresses, so whoever builds it keeps the arrays alive. ``groups`` are the bounds of rows that speak of
the same term and segment: what several layers say of one document is added up before it is weighed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import carray, njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

TERM, BASE, DOCUMENTS, WEIGHTS, COUNT, DOCUMENT_BYTES, WEIGHT_BYTES = range(7)
"""Columns: place of the term in the question; number of the segment's first document; addresses of document numbers
and weights; how many; bytes of a document number (2 or 4) and of a weight (1, 2, 4; 0: all weights are 1)."""
COLUMNS = 7
Rows = NDArray[np.int64]


def _compiled(function: Callable[..., Any]) -> Any:
    """Machine code, kept on disk where that is possible."""
    try:
        return njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no directory to keep it in may be written
        return njit(nogil=True, error_model="numpy")(function)


def _as_pointer(_typing: Any, number: Any) -> Any:
    """An address as a pointer."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(number), build


_pointer: Any = intrinsic(_as_pointer)


@_compiled
def _short(row):  # type: ignore[no-untyped-def]
    return carray(_pointer(row[DOCUMENTS]), row[COUNT], np.uint16)


@_compiled
def _long(row):  # type: ignore[no-untyped-def]
    return carray(_pointer(row[DOCUMENTS]), row[COUNT], np.uint32)


@_compiled
def _add(total, documents, weights, factor, norms):  # type: ignore[no-untyped-def]
    for j in range(documents.size):
        place = np.int64(documents[j])
        tf = np.float32(weights[j])
        total[place] += factor * tf / (tf + norms[place])


@_compiled
def _add_weights(total, documents, row, factor, norms):  # type: ignore[no-untyped-def]
    if row[WEIGHT_BYTES] == 1:
        _add(total, documents, carray(_pointer(row[WEIGHTS]), row[COUNT], np.uint8), factor, norms)
    elif row[WEIGHT_BYTES] == 2:
        _add(total, documents, carray(_pointer(row[WEIGHTS]), row[COUNT], np.uint16), factor, norms)
    elif row[WEIGHT_BYTES] == 4:
        _add(total, documents, carray(_pointer(row[WEIGHTS]), row[COUNT], np.uint32), factor, norms)
    else:
        _add(total, documents, np.ones(documents.size, np.uint8), factor, norms)


@_compiled
def _add_row(total, row, factor, norms):  # type: ignore[no-untyped-def]
    total, norms = total[row[BASE] :], norms[row[BASE] :]
    if row[DOCUMENT_BYTES] == 2:
        _add_weights(total, _short(row), row, factor, norms)
    else:
        _add_weights(total, _long(row), row, factor, norms)


@_compiled
def _document(row, place):  # type: ignore[no-untyped-def]
    if row[DOCUMENT_BYTES] == 2:
        return np.int64(_short(row)[place])
    return np.int64(_long(row)[place])


@_compiled
def _weight(row, place):  # type: ignore[no-untyped-def]
    if row[WEIGHT_BYTES] == 1:
        return np.float64(carray(_pointer(row[WEIGHTS]), row[COUNT], np.uint8)[place])
    if row[WEIGHT_BYTES] == 2:
        return np.float64(carray(_pointer(row[WEIGHTS]), row[COUNT], np.uint16)[place])
    if row[WEIGHT_BYTES] == 4:
        return np.float64(carray(_pointer(row[WEIGHTS]), row[COUNT], np.uint32)[place])
    return 1.0


@_compiled
def _add_layers(total, sums, rows, factor, norms):  # type: ignore[no-untyped-def]
    for n in range(rows.shape[0]):
        for j in range(rows[n, COUNT]):
            sums[rows[n, BASE] + _document(rows[n], j)] += _weight(rows[n], j)
    for n in range(rows.shape[0]):
        for j in range(rows[n, COUNT]):
            place = rows[n, BASE] + _document(rows[n], j)
            tf = sums[place]
            if tf > 0:
                total[place] += factor * tf / (tf + norms[place])
                sums[place] = 0


@_compiled
def accumulate(total, rows, groups, factors, norms):  # type: ignore[no-untyped-def]
    """``total[d] += factor · tf / (tf + norm[d])`` for every term and document."""
    sums = np.zeros(total.size if rows.shape[0] >= groups.size else 0, np.float32)
    for g in range(groups.size - 1):
        first, last = groups[g], groups[g + 1]
        factor = factors[rows[first, TERM]]
        if last - first == 1:
            _add_row(total, rows[first], factor, norms)
        else:
            _add_layers(total, sums, rows[first:last], factor, norms)


@_compiled
def _inside(documents, mask):  # type: ignore[no-untyped-def]
    count = 0
    for j in range(documents.size):
        count += mask[np.int64(documents[j])]
    return count


@_compiled
def _count_row(row, mask):  # type: ignore[no-untyped-def]
    if row[DOCUMENT_BYTES] == 2:
        return _inside(_short(row), mask[row[BASE] :])
    return _inside(_long(row), mask[row[BASE] :])


@_compiled
def _count_layers(rows, mask, seen):  # type: ignore[no-untyped-def]
    count = 0
    for n in range(rows.shape[0]):
        for j in range(rows[n, COUNT]):
            place = rows[n, BASE] + _document(rows[n], j)
            if mask[place] and not seen[place]:
                seen[place] = True
                count += 1
    for n in range(rows.shape[0]):
        for j in range(rows[n, COUNT]):
            seen[rows[n, BASE] + _document(rows[n], j)] = False
    return count


@_compiled
def frequencies(rows, groups, mask, terms):  # type: ignore[no-untyped-def]
    """In how many documents of the mask each of so many terms occurs."""
    found = np.zeros(terms, np.int64)
    seen = np.zeros(mask.size if rows.shape[0] >= groups.size else 0, np.bool_)
    for g in range(groups.size - 1):
        first, last = groups[g], groups[g + 1]
        if last - first == 1:
            found[rows[first, TERM]] += _count_row(rows[first], mask)
        else:
            found[rows[first, TERM]] += _count_layers(rows[first:last], mask, seen)
    return found


@_compiled
def occurrences(rows, mask):  # type: ignore[no-untyped-def]
    """The documents of the mask in which any of the rows' terms occurs, as a mask."""
    found = np.zeros(mask.size, np.bool_)
    for n in range(rows.shape[0]):
        for j in range(rows[n, COUNT]):
            place = rows[n, BASE] + _document(rows[n], j)
            found[place] = mask[place]
    return found


@_compiled
def _search(row, low, wanted):  # type: ignore[no-untyped-def]
    """Place of the first document from ``low`` on that is not before the wanted one."""
    high = row[COUNT]
    while low < high:
        middle = (low + high) // 2
        if _document(row, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@_compiled
def look_up(rows, wanted, terms):  # type: ignore[no-untyped-def]
    """The weight of each of so many terms in each wanted document (rising): a table terms × documents."""
    found = np.zeros((terms, wanted.size))
    for n in range(rows.shape[0]):
        row, low = rows[n], 0
        for i in range(np.searchsorted(wanted, row[BASE]), wanted.size):
            low = _search(row, low, wanted[i] - row[BASE])
            if low == row[COUNT]:
                break
            if _document(row, low) == wanted[i] - row[BASE]:
                found[row[TERM], i] += _weight(row, low)
    return found


@_compiled
def _sink(heap, value):  # type: ignore[no-untyped-def]
    """Replace the smallest value of a heap."""
    place, child = 0, 1
    while child < heap.size:
        if child + 1 < heap.size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[place] = heap[child]
        place, child = child, 2 * child + 1
    heap[place] = value


@_compiled
def leaders(total, mask, k):  # type: ignore[no-untyped-def]
    """Documents of the mask whose total is above 0 and at least the k-th largest, rising."""
    heap = np.zeros(k)
    for place in range(total.size):
        if mask[place] and total[place] > heap[0]:
            _sink(heap, total[place])
    found = np.empty(total.size, np.int64)
    count = 0
    for place in range(total.size):
        if mask[place] and total[place] > 0 and total[place] >= heap[0]:
            found[count] = place
            count += 1
    return found[:count].copy()


def warm_up() -> None:
    """Compile everything now, or load what was compiled before, so that no question has to wait for it."""
    rows, groups = np.zeros((0, COLUMNS), np.int64), np.zeros(1, np.int64)
    mask, total = np.zeros(1, np.bool_), np.zeros(1)
    accumulate(total, rows, groups, np.zeros(1, np.float32), np.zeros(1, np.float32))
    frequencies(rows, groups, mask, 1)
    occurrences(rows, mask)
    look_up(rows, groups, 1)
    leaders(total, mask, 1)

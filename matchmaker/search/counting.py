"""Counting the terms of many texts at once: the same units and numbers as `ranking.document_terms`, as arrays.

Chinese characters of a whole batch stand in one array, so n-grams are shifts of it and sums are sorted groups; words
and Latin tokens come from the compiled segmenter and the token pattern. Bulk indexing lives from this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from matchmaker.search.analyzers import UNITS, latin_counts, runs_of
from matchmaker.search.normalization import HAN_RANGES
from matchmaker.search.segmentation import search_words
from matchmaker.search.term_keys import CHARACTER_BITS, PACKED_UNITS, digest_key

MOST_DOCUMENTS = 2048
"""Documents of one batch; their numbers take eleven bits."""
_DOCUMENT_BITS, _FACTOR_BITS = 11, 2
_CODEPOINTS = 0x40000

Keys = NDArray[np.uint64]
Text = tuple[str, int]
"""A normalised text and its zone factor (1–3)."""


@dataclass(frozen=True)
class Counted:
    """Postings of a batch in one field: sorted by term, then document. ``texts`` of the digest terms, by number."""

    keys: Keys
    documents: NDArray[np.uint32]
    weights: NDArray[np.uint32]
    texts: dict[int, str] | None = None


def count_units(batch: Sequence[Sequence[Text]]) -> dict[str, Counted]:
    """Unit → weighted frequencies of a batch of documents, each a list of texts."""
    texts = [(number, text, factor) for number, document in enumerate(batch) for text, factor in document]
    found = {unit: _ngrams(texts, size) for unit, size in PACKED_UNITS.items()}
    words: list[tuple[int, int, Iterable[str]]] = []
    latin: list[tuple[int, int, Iterable[str]]] = []
    for number, text, factor in texts:
        if runs := runs_of(text):
            words.append((number, factor, [word for word in search_words("\n".join(runs)) if len(word) > 1]))
        latin.append((number, factor, latin_counts(text).elements()))
    found["w"], found["m"] = count_terms(words), count_terms(latin)
    return {unit: found[unit] for unit in UNITS}


def _ngrams(texts: Sequence[tuple[int, str, int]], size: int) -> Counted:
    joined = "\n".join(text for _, text, _ in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    lengths = [len(text) + 1 for _, text, _ in texts]
    numbers = np.repeat(np.array([number for number, _, _ in texts], np.uint64), lengths)[: codes.size]
    factors = np.repeat(np.array([factor for _, _, factor in texts], np.uint64), lengths)[: codes.size]
    is_han = _HAN[np.minimum(codes, _CODEPOINTS - 1)]
    starts = is_han.copy()
    for shift in range(1, size):
        starts[:-shift] &= is_han[shift:]
        starts[-shift:] = False
    places = np.flatnonzero(starts)
    dense, alphabet = _dense(codes, is_han)
    bits = max(1, int(alphabet.size - 1).bit_length())
    keys = np.zeros(places.size, np.uint64)
    for shift in range(size):
        keys = keys << np.uint64(bits) | dense[places + shift]
    keys, documents, weights = _summed(keys, numbers[places], factors[places], bits * size)
    wide = np.zeros(keys.size, np.uint64)
    for shift in range(size - 1, -1, -1):
        character = keys >> np.uint64(bits * shift) & np.uint64((1 << bits) - 1)
        wide = wide << np.uint64(CHARACTER_BITS) | alphabet[character]
    return Counted(wide, documents, weights)


def _dense(codes: NDArray[np.uint32], is_han: NDArray[np.bool_]) -> tuple[Keys, Keys]:
    """Each Chinese character as its place among those that occur, in code order; and these."""
    present = np.zeros(_CODEPOINTS, bool)
    present[codes[is_han]] = True
    alphabet = np.flatnonzero(present).astype(np.uint64)
    place = np.zeros(_CODEPOINTS, np.uint64)
    place[alphabet] = np.arange(alphabet.size, dtype=np.uint64)
    return place[np.minimum(codes, _CODEPOINTS - 1)], alphabet


def _summed(
    keys: Keys, numbers: Keys, factors: Keys, key_bits: int
) -> tuple[Keys, NDArray[np.uint32], NDArray[np.uint32]]:
    """Sum of the factors for every (key, document), sorted by both; one number each where it fits, for speed."""
    low = _DOCUMENT_BITS + _FACTOR_BITS
    if key_bits + low <= 64:
        packed = np.sort(keys << np.uint64(low) | numbers << np.uint64(_FACTOR_BITS) | factors)
        keys = packed >> np.uint64(low)
        numbers = packed >> np.uint64(_FACTOR_BITS) & np.uint64(MOST_DOCUMENTS - 1)
        factors = packed & np.uint64((1 << _FACTOR_BITS) - 1)
    else:
        order = np.lexsort((numbers, keys))
        keys, numbers, factors = keys[order], numbers[order], factors[order]
    if not keys.size:
        return keys, np.empty(0, np.uint32), np.empty(0, np.uint32)
    first = np.ones(keys.size, bool)
    first[1:] = (keys[1:] != keys[:-1]) | (numbers[1:] != numbers[:-1])
    starts = np.flatnonzero(first)
    return keys[starts], numbers[starts].astype(np.uint32), np.add.reduceat(factors, starts).astype(np.uint32)


def count_terms(rows: Sequence[tuple[int, int, Iterable[str]]]) -> Counted:
    """(document, factor, terms) rows of terms that have texts: words, Latin tokens, codes."""
    numbers: list[int] = []
    factors: list[int] = []
    terms: list[str] = []
    for number, factor, found in rows:
        before = len(terms)
        terms.extend(found)
        numbers.extend(repeat(number, len(terms) - before))
        factors.extend(repeat(factor, len(terms) - before))
    names = list(dict.fromkeys(terms))
    digests = np.array([digest_key(name) for name in names], np.uint64)
    order = np.argsort(digests)
    place = {names[old]: new for new, old in enumerate(order.tolist())}
    ranks = np.fromiter(map(place.__getitem__, terms), np.uint64, len(terms))
    bits = max(1, len(names).bit_length())
    keys, documents, weights = _summed(
        ranks, np.array(numbers, np.uint64), np.array(factors, np.uint64), bits
    )
    texts = {int(digests[old]): names[old] for old in range(len(names))}
    return Counted(digests[order][keys] if names else keys, documents, weights, texts)


def _han_table() -> NDArray[np.bool_]:
    table = np.zeros(_CODEPOINTS, bool)
    for low, high in HAN_RANGES:
        table[low : high + 1] = True
    return table


_HAN = _han_table()

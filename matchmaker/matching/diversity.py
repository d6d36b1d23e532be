"""Pure: which offers say nearly the same, so that a list shows the best of them and folds the others under it.

The worker keeps a sketch of an offer's public text with every pair; which sketches resemble each other is decided
when a list is read, among what that reader may see. A stored "duplicate of" would name offers he must not know of,
and would hide a visible offer behind a hidden better one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from zlib import crc32

from matchmaker.search.normalization import HAN, normalise

SKETCH_SIZE = 64
"""Hashes kept of a text: about 700 bytes; the estimated similarity is off by 0.06 at most times."""
NEARLY_SAME = 0.6
"""Share of common word pairs from which two texts count as one; different offers of one trade stay below 0.3."""
FEWEST_PAIRS = 16
"""Shorter texts say too little to be called the same."""
MOST_CHARS = 600
_words = re.compile(rf"[{HAN}]|[^\W_{HAN}]+").findall


def sketch(title: str, summary: str) -> list[int]:
    """The smallest hashes of all pairs of neighbouring words (or Chinese characters); empty for a very short text."""
    words = [word for text in (title, summary) for word in _words(normalise(text[:MOST_CHARS]))]
    hashes = {_hash(one + " " + other) for one, other in pairwise(words)}
    return sorted(hashes)[:SKETCH_SIZE] if len(hashes) >= FEWEST_PAIRS else []


def _hash(pair: str) -> int:
    """The same in every process, unlike `hash`."""
    return crc32(pair.encode())


def similarity(one: Collection[int], other: Collection[int]) -> float:
    """Common share (Jaccard) of the texts behind two sketches; exact for short texts, an estimate for long ones."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[:SKETCH_SIZE]
    return len({*one} & {*other} & {*smallest}) / len(smallest)


def groups(sketches: Sequence[Collection[int] | None]) -> list[list[int]]:
    """Positions of nearly equal texts; the first of a group is the first in the given order.

    Each is compared with the first of a group only: a chain of small changes must not end in something else.
    """
    known = [frozenset(one or ()) for one in sketches]
    found: list[list[int]] = []
    for position, own in enumerate(known):
        group = next((group for group in found if _is_nearly_same(own, known[group[0]])), None)
        if group is None:
            found.append([position])
        else:
            group.append(position)
    return found


def _is_nearly_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Most pairs have next to nothing in common: they are out before anything is sorted."""
    if len(one & other) < NEARLY_SAME * max(len(one), len(other)):
        return False
    return similarity(one, other) >= NEARLY_SAME

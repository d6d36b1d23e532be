"""The ranking recipe as data: how much a term counts, once, in one document.

tf of a document = 3 · title + 2 · keywords + text. Impact = idf^p · tf · (k1 + 1) / (tf + k1 · (1 - b + b · L / avgL)),
with a length per unit. Settings measured on need and offering pairs; the numbers are dimensionless.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.search.analyzers import analyse

K1 = 1.4
B = 0.9
IDF_POWER: Mapping[str, float] = {"b": 1.5, "t": 1.5, "w": 1.5, "m": 1.5, "u": 1.0}

SHORT_TEXT: Mapping[str, float] = {"b": 1.0, "m": 2.0, "w": 0.3}
"""Unit weights for a search box or a title, up to about 120 characters."""
LONG_TEXT: Mapping[str, float] = {"b": 1.0, "m": 1.5, "t": 0.3}
"""Unit weights for a described need or offering."""
SHORT_LIMIT = 120
BARE_WEIGHT = 1.0
"""Weight of single characters, counted only in offerings that are a bare title: these share too few pairs."""
BARE_LENGTH = 120
"""Weighted single characters up to which a text counts as a bare title: forty characters, title × 3."""

FUNCTION_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "into",
    "is", "it", "its", "more", "no", "not", "of", "on", "or", "per", "than", "that",
    "the", "their", "this", "to", "under", "up", "was", "were", "which", "with", "within", "without",
))  # fmt: skip
"""English words that say nothing: rare among Chinese texts, so their rarity would count for much."""

TermKey = tuple[str, str]
"""(unit, term)"""
Bag = dict[TermKey, float]
"""Weighted terms of a query: unit weight · frequency in the query."""


def idf(documents: int, frequency: int) -> float:
    """ln(1 + (N - df + .5) / (df + .5)): rarity of a term, always positive."""
    return math.log(1 + (max(documents, frequency) - frequency + 0.5) / (frequency + 0.5))


def term_factor(unit: str, documents: int, frequency: int) -> float:
    """The part of an impact that does not depend on the document."""
    return idf(documents, frequency) ** IDF_POWER[unit]


def saturation(tf: float, length: float, average: float) -> float:
    """tf · (k1 + 1) / (tf + k1 · (1 - b + b · L / avgL))"""
    return tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average))


def norms(lengths: NDArray[np.int64], average: float) -> NDArray[np.float64]:
    """What `saturation` adds to tf below the line, for many documents at once."""
    return (K1 * (1 - B + B * lengths / average)).astype(np.float64)


def saturations(tf: NDArray[np.float64], lengths: NDArray[np.int64], average: float) -> NDArray[np.float64]:
    """`saturation` for many documents at once."""
    return tf * (K1 + 1) / (tf + norms(lengths, average))


def bag_of(texts: Iterable[tuple[str, float]], weights: Mapping[str, float]) -> Bag:
    """The bag of several (text, factor): the title of a need counts 3, its body 1."""
    return bag_of_counts(((analyse(text, weights), factor) for text, factor in texts), weights)


def bag_of_counts(
    counted: Iterable[tuple[Mapping[str, Counter[str]], float]], weights: Mapping[str, float]
) -> Bag:
    """The same from texts whose units are counted."""
    sums: dict[str, dict[str, float]] = {unit: {} for unit in weights}
    for counts, factor in counted:
        for unit, weight in weights.items():
            found, each = sums[unit], weight * factor
            for term, count in counts[unit].items():
                found[term] = found.get(term, 0.0) + each * count
    for word in FUNCTION_WORDS & sums.get("m", {}).keys():
        del sums["m"][word]
    return {(unit, term): value for unit, found in sums.items() for term, value in found.items()}


def bag_with_characters(texts: Sequence[tuple[str, float]], weights: Mapping[str, float]) -> Bag:
    """A bag for recall: as `bag_of`, and the single characters that bare titles are compared by."""
    return bag_of(texts, {**weights, "u": BARE_WEIGHT})


def bag_of_query(text: str) -> Bag:
    """The bag of a typed query; a lone Chinese character falls back to the single-character unit."""
    bag = bag_of([(text, 1.0)], SHORT_TEXT if len(text) <= SHORT_LIMIT else LONG_TEXT)
    return bag or bag_of([(text, 1.0)], {"u": 1.0})


def document_terms(texts: Iterable[tuple[str, int]]) -> tuple[dict[str, Counter[str]], dict[str, int]]:
    """Weighted frequencies per unit of (text, zone factor) pairs, and the length of each unit (their sum)."""
    total: dict[str, Counter[str]] = {}
    for text, factor in texts:
        for unit, counts in analyse(text).items():
            sums = total.setdefault(unit, Counter())
            for term, count in counts.items():
                sums[term] += factor * count
    return total, {unit: sum(counts.values()) for unit, counts in total.items()}

"""Pure: a stored score as lines that add up to it, each feature with its weight.

The numbers are the ones of `scorer`: a part's most points are scaled so that the parts both sides have stated reach
100, and a feature gives value × most points. Three lines close the sum: what the curve of the words adds (the first
words in common say most), what the cap for few common words takes away, and the rounding to a whole number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.matching.scorer import terms_share

WORDS = ("head", "back", "body")
PARTS = ("indicators", "domain", "maturity")
CURVE, CAP, ROUNDING, RERANKED, TERMS = "curve", "cap", "rounding", "reranked", "terms"


@dataclass(frozen=True)
class Line:
    """``value``: share 0–1 of the feature, None where nothing was stated; ``weight``: most points it could give
    in this pair; ``tenths``: points it gave, in tenths, so that sums are exact."""

    name: str
    value: float | None
    weight: float | None
    tenths: int

    @property
    def points(self) -> float:
        return self.tenths / 10


def breakdown(
    score: int,
    values: Mapping[str, float | None],
    weights: Mapping[str, Any],
    are_words_merged: bool = False,
    is_reranked: bool = False,
) -> list[Line]:
    """The lines of a score; their tenths add up to 10 × score.

    ``are_words_merged``: one line for all words, for a reader from whom some of them are hidden. ``is_reranked``:
    the optional model has moved the score, so what the features leave open is its doing.
    """
    words = terms_share(dict(values), weights["terms"])
    shares = {TERMS: words, **{name: values.get(name) for name in PARTS}}
    stated = sum(weights["parts"][name] for name, share in shares.items() if share is not None)
    scale = 100 / stated
    lines = _words(values, weights, words, scale, are_words_merged)
    for name in PARTS:
        share, most = shares[name], weights["parts"][name] * scale
        lines.append(_line(name, share, most if share is not None else None, most * (share or 0.0)))
    reached = sum(most * (shares[name] or 0.0) for name, most in weights["parts"].items()) * scale
    limit = weights["cap"]["base"] + weights["cap"]["per_terms_share"] * words
    if reached > limit:
        lines.append(_line(CAP, None, None, limit - reached))
    rest = 10 * score - sum(line.tenths for line in lines)
    return [*lines, Line(RERANKED if is_reranked else ROUNDING, None, None, rest)] if rest else lines


def _words(
    values: Mapping[str, float | None],
    weights: Mapping[str, Any],
    share: float,
    scale: float,
    are_merged: bool,
) -> list[Line]:
    most = weights["parts"][TERMS] * scale
    if are_merged:
        return [_line(TERMS, share, most, most * share)]
    lines, said = [], 0.0
    for name in WORDS:
        value, weight = values.get(name) or 0.0, weights["terms"][name]
        said += weight * value
        lines.append(_line(name, value, most * weight, most * weight * value))
    return [*lines, _line(CURVE, None, None, most * (share - said))]


def _line(name: str, value: float | None, weight: float | None, points: float) -> Line:
    return Line(name, value, weight, round(10 * points))

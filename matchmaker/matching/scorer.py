"""Pure: features → score 0–100 and its four parts.

What the score means: 100 is full agreement in everything both sides have stated. A part that one side leaves open
(no indicator decided, no readiness level given) drops out and the others are scaled up, so nothing is lost by what
is not said. The score is capped by the words in common (share of the first part · 100 + 10): agreement in field and
maturity alone makes no suggestion. On graded pairs unrelated offers reach a share of .4 in one case of twenty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.matching.features import Features

PARTS = ("terms", "indicators", "domain", "maturity")


@dataclass(frozen=True)
class Score:
    """``parts``: part → (points, most points); points None when the part dropped out."""

    total: int
    parts: dict[str, tuple[float | None, int]]


def score_pair(features: Features, weights: dict[str, Any]) -> Score:
    """The score of a pair; the same features always give the same score."""
    most, shares = weights["parts"], _shares(features.values, weights)
    parts = {
        part: (None if share is None else round(most[part] * share, 1), most[part])
        for part, share in shares.items()
    }
    return Score(round(total_of(features.values, weights)), parts)


def total_of(values: Mapping[str, float | None], weights: Mapping[str, Any]) -> float:
    """The score before it is rounded: what a ranking is made by, and what training improves."""
    most, shares = weights["parts"], _shares(values, weights)
    reached = possible = 0.0
    for part, share in shares.items():
        if share is not None:
            reached += most[part] * share
            possible += most[part]
    cap = weights["cap"]["base"] + weights["cap"]["per_terms_share"] * (shares["terms"] or 0.0)
    return min(100 * reached / possible, float(round(cap)))


def _shares(values: Mapping[str, float | None], weights: Mapping[str, Any]) -> dict[str, float | None]:
    return {
        "terms": terms_share(values, weights["terms"]),
        "indicators": values["indicators"],
        "domain": values["domain"],
        "maturity": values["maturity"],
    }


def terms_share(values: Mapping[str, float | None], table: Mapping[str, float]) -> float:
    """How much is said in the same words: s / (s + half_at), scaled to reach 1; half the way at ``half_at``."""
    s = sum(table[name] * (values[name] or 0.0) for name in ("head", "back", "body"))
    half = table["half_at"]
    return min(1.0, s * (1 + half) / (s + half))

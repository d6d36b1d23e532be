"""Pure: features → score 0–100 and its four parts.

What the score means: 100 is full agreement in everything both sides have stated. A part that one side leaves open
(no indicator decided, no readiness level given) drops out and the others are scaled up, so nothing is lost by what
is not said. The score is capped by the words in common (share of the first part · 100 + 10): agreement in field and
maturity alone makes no suggestion. On graded pairs unrelated offers reach a share of .4 in one case of twenty.
"""

from __future__ import annotations

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
    values = features.values
    shares = {
        "terms": terms_share(values, weights["terms"]),
        "indicators": values["indicators"],
        "domain": values["domain"],
        "maturity": values["maturity"],
    }
    most = weights["parts"]
    known = {part: share for part, share in shares.items() if share is not None}
    reached = sum(most[part] * share for part, share in known.items())
    total = round(100 * reached / sum(most[part] for part in known))
    cap = weights["cap"]["base"] + weights["cap"]["per_terms_share"] * shares["terms"]
    total = min(total, round(cap))
    parts = {
        part: (None if share is None else round(most[part] * share, 1), most[part])
        for part, share in shares.items()
    }
    return Score(total, parts)


def terms_share(values: dict[str, float | None], table: dict[str, float]) -> float:
    """How much is said in the same words: s / (s + half_at), scaled to reach 1; half the way at ``half_at``."""
    s = sum(table[name] * (values[name] or 0.0) for name in ("head", "back", "body"))
    half = table["half_at"]
    return min(1.0, s * (1 + half) / (s + half))

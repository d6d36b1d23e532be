"""From signed sheets to the order of the bids. Pure, exact, and repeatable from what is stored.

A sheet's total is Σ weight × score / 10, so 100 when every criterion has its 10; sums are kept in tenths of a point
as whole numbers and means as fractions, so that nothing depends on rounding. Equal means share a rank.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Any

from matchmaker.calls.vocabulary import RankingMethod
from matchmaker.evaluations.vocabulary import HIGHEST, OUTLIER_POINTS


@dataclass(frozen=True)
class SheetScores:
    """What ranking needs of a signed sheet."""

    bid_id: int
    panelist_id: int
    scores: Mapping[str, int]


@dataclass(frozen=True)
class RankedBid:
    """``totals``: panelist → tenths of a point; ``score``: the mean, out of 100."""

    bid_id: int
    rank: int
    score: Fraction
    totals: dict[int, int]

    @property
    def shown(self) -> str:
        """Two decimals, half up."""
        cents = (self.score * 100 + Fraction(1, 2)).__floor__()
        return f"{cents // 100}.{cents % 100:02d}"

    def to_json(self) -> dict[str, Any]:
        return {
            "bid_id": self.bid_id, "rank": self.rank, "score": [self.score.numerator, self.score.denominator],
            "shown": self.shown, "totals": {str(key): value for key, value in sorted(self.totals.items())},
        }  # fmt: skip


def total(criteria: Sequence[Mapping[str, Any]], scores: Mapping[str, int]) -> int:
    """The weighted total of one sheet in tenths of a point, 0–1000. Raises `KeyError` for a missing score."""
    return sum(one["weight"] * scores[one["name"]] * 10 // HIGHEST for one in criteria)


def mean_of(totals: Iterable[int], method: RankingMethod) -> Fraction:
    """In points; the trimmed mean leaves out one highest and one lowest, from three sheets on."""
    ordered = sorted(totals)
    if method is RankingMethod.TRIMMED_MEAN and len(ordered) >= 3:
        ordered = ordered[1:-1]
    return Fraction(sum(ordered), 10 * len(ordered))


def rank_bids(
    criteria: Sequence[Mapping[str, Any]], sheets: Iterable[SheetScores], method: RankingMethod
) -> list[RankedBid]:
    """Best first; bids of equal score in the order of their numbers."""
    by_bid: dict[int, dict[int, int]] = {}
    for sheet in sheets:
        by_bid.setdefault(sheet.bid_id, {})[sheet.panelist_id] = total(criteria, sheet.scores)
    means = {bid: mean_of(totals.values(), method) for bid, totals in by_bid.items()}
    ordered = sorted(by_bid, key=lambda bid: (-means[bid], bid))
    return [
        RankedBid(bid, 1 + sum(means[other] > means[bid] for other in by_bid), means[bid], by_bid[bid])
        for bid in ordered
    ]


def outliers(totals: Mapping[int, int]) -> set[int]:
    """Panelists whose total is far from the median of the others'."""
    return {
        one
        for one, value in totals.items()
        if len(totals) > 2
        and abs(value - median(other for key, other in totals.items() if key != one)) > 10 * OUTLIER_POINTS
    }


def result_hash(result: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over the canonical JSON of a result, for the audit chain and the foot of the report."""
    told = json.dumps(list(result), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()

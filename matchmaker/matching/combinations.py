"""Pure: which two or three offers together meet every must of a need that none of them meets alone.

Works on the verdicts as one reader sees them (`wording.why`): what he may not read is missing there or "unstated",
so a proposal can tell him nothing about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from matchmaker.indicators.verdicts import Verdict

SIZES = (2, 3)
MOST_PROPOSALS = 2
MARGIN = 15
"""Points above the line that every member must reach: at the line itself chance likeness is common, and a figure of
another trade's product says nothing about this one."""
MOST_CANDIDATES = 12  # the best ones: 286 sets at most

Key = tuple[str, str, int]
"""Name and requirement of an indicator, and which of several equal ones it is."""
Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Candidate:
    """An offer that may take part, with its verdicts for this reader."""

    offer: Any
    score: int
    verdicts: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Member:
    """One offer of a proposal and the indicators it meets."""

    offer: Any
    score: int
    met: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Proposal:
    """Offers that together meet all musts; ``still_open`` are the other indicators that none of them meets."""

    members: tuple[Member, ...]
    still_open: tuple[dict[str, Any], ...]

    @property
    def mean_score(self) -> float:
        return sum(member.score for member in self.members) / len(self.members)


@dataclass(frozen=True)
class _Offered:
    candidate: Candidate
    rows: Rows
    musts: frozenset[Key]  # that it meets


def propose(candidates: Sequence[Candidate], threshold: int) -> list[Proposal]:
    """At most two proposals, smaller sets first, then the higher mean score. None when one offer meets all musts."""
    good = sorted((one for one in candidates if one.score >= threshold), key=lambda one: -one.score)
    offered = [_offered(one) for one in good]
    wanted = frozenset(key for one in offered for key, row in one.rows.items() if row.get("must"))
    if not wanted or any(one.musts == wanted for one in offered):
        return []
    useful = [one for one in offered if one.musts][:MOST_CANDIDATES]
    found: list[Proposal] = []
    for size in SIZES:
        sets = [_proposal(some) for some in combinations(useful, size) if _is_complete(some, wanted)]
        found += sorted(sets, key=lambda one: -one.mean_score)
    return found[:MOST_PROPOSALS]


def _offered(candidate: Candidate) -> _Offered:
    rows = _keyed(candidate.verdicts)
    return _Offered(
        candidate, rows, frozenset(key for key, row in rows.items() if row.get("must") and _is_met(row))
    )


def _keyed(verdicts: Sequence[dict[str, Any]]) -> Rows:
    """Rows by what is required; two equal requirements (of different methods, say) stay two."""
    seen: Counter[tuple[str, str]] = Counter()
    rows: Rows = {}
    for row in verdicts:
        name, required = str(row["name"]), str(row["required"])
        rows[name, required, seen[name, required]] = row
        seen[name, required] += 1
    return rows


def _is_met(row: dict[str, Any]) -> bool:
    return bool(row["verdict"] == Verdict.MET.value)


def _is_complete(some: Sequence[_Offered], wanted: frozenset[Key]) -> bool:
    """All musts are met, and every member is needed for it."""

    def covered(members: Sequence[_Offered]) -> frozenset[Key]:
        return frozenset().union(*(one.musts for one in members))

    if covered(some) != wanted:
        return False
    return all(covered([other for other in some if other is not one]) != wanted for one in some)


def _proposal(some: Sequence[_Offered]) -> Proposal:
    members = tuple(
        Member(
            one.candidate.offer, one.candidate.score, tuple(row for row in one.rows.values() if _is_met(row))
        )
        for one in some
    )
    every: Rows = {key: row for one in some for key, row in one.rows.items()}
    met = {key for one in some for key, row in one.rows.items() if _is_met(row)}
    return Proposal(members, tuple(row for key, row in every.items() if key not in met))

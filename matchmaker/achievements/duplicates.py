"""Listed achievements near to what is being typed, from the index, without their hidden words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.achievements import queries
from matchmaker.achievements.models import Achievement
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from matchmaker.search.recall import shared_terms, similar

NEAR = 0.45  # share of the typed words' rarity that a listed achievement covers
MOST = 3
_SHOWN = 6


@dataclass(frozen=True)
class NearAchievement:
    """One that may be the same, and the words both have."""

    achievement: Achievement
    words: list[str]


def near_achievements(
    actor: Actor, values: Mapping[str, Any], own_id: int | None = None
) -> list[NearAchievement]:
    """At most three of the nearest, best first; none while too little is typed."""
    title, summary = str(values.get("title") or ""), str(values.get("summary") or "")
    if len(title) < 4:
        return []
    parts = [(title, 3.0), ("\n".join(values.get("keywords") or []), 2.0), (summary, 1.0)]
    own = frozenset({f"achievement:{own_id}"} if own_id else ())
    hits = similar(parts, ("achievement",), MOST, (Layer.PUBLIC,), own, with_coverage=True)
    keys = [hit.key for hit in hits if (hit.coverage or 0) >= NEAR]
    found = {a.id: a for a in queries.load_visible(actor, [int(key.partition(":")[2]) for key in keys])}
    return [
        NearAchievement(found[number], _words(parts, key))
        for key in keys
        if (number := int(key.partition(":")[2])) in found
    ]


def _words(parts: list[tuple[str, float]], key: str) -> list[str]:
    """Shared words worth reading: dictionary words and Latin ones, not fragments of two characters inside others."""
    terms = [
        shared.term for shared in shared_terms(parts, key, ("achievement",), (Layer.PUBLIC,), 30)
        if shared.unit in ("w", "m") and len(shared.term) > 1
    ]  # fmt: skip
    whole = [term for term in terms if not any(term != other and term in other for other in terms)]
    return list(dict.fromkeys(whole))[:_SHOWN]

"""Names that mean the same, as search uses them: found in a normalised text, with their other names.

The table is small, so every process keeps it in memory and asks the database only whether it changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from matchmaker.extensions import db
from matchmaker.search.models import SynonymGroup
from matchmaker.search.normalization import is_han, normalise

DEFAULTS = Path(__file__).parent / "lexicon" / "synonyms.csv"
_EXTENSION = "search_synonyms"


@dataclass(frozen=True)
class Found:
    """A name in a text: its place, the name as editors write it, and the other names of its group."""

    start: int
    end: int
    name: str
    others: tuple[str, ...]


class Synonyms:
    """All groups, ready for look-up."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
        for group in groups:
            for name in group:
                plain = normalise(name)
                others = tuple(other for other in group if normalise(other) != plain)
                if plain and others:
                    self._by_first.setdefault(plain[0], []).append((plain, name, others))
        for names in self._by_first.values():
            names.sort(key=lambda entry: -len(entry[0]))
        self._starts = re.compile(f"[{re.escape(''.join(self._by_first))}]") if self._by_first else None

    def find(self, normal: str) -> list[Found]:
        """Names in a normalised text from left to right, the longest first, without overlap."""
        found: list[Found] = []
        end = 0
        for start in self._starts.finditer(normal) if self._starts else ():
            match = self._at(normal, start.start()) if start.start() >= end else None
            if match is not None:
                found.append(match)
                end = match.end
        return found

    def _at(self, normal: str, start: int) -> Found | None:
        for plain, name, others in self._by_first.get(normal[start], ()):
            end = start + len(plain)
            if normal.startswith(plain, start) and not _cuts(normal, start) and not _cuts(normal, end):
                return Found(start, end, name, others)
        return None

    def others(self, text: str) -> list[str]:
        """The other names of everything named in a text."""
        return list(dict.fromkeys(other for found in self.find(normalise(text)) for other in found.others))


def _cuts(normal: str, place: int) -> bool:
    """Whether a border at this place would cut a Latin word or a number in two."""
    if not 0 < place < len(normal):
        return False
    before, behind = normal[place - 1], normal[place]
    return before.isalnum() and behind.isalnum() and not is_han(before) and not is_han(behind)


def current() -> Synonyms:
    """The table as it is in the database now."""
    version = tuple(
        db.session.execute(
            select(
                func.count(),
                func.max(SynonymGroup.updated_at),
                func.max(SynonymGroup.id),
                func.sum(SynonymGroup.version),
            )
        ).one()
    )
    known = current_app.extensions.get(_EXTENSION)
    if known is None or known[0] != version:
        known = version, Synonyms(db.session.scalars(select(SynonymGroup.terms)))
        current_app.extensions[_EXTENSION] = known
    return known[1]


@lru_cache(maxsize=1)
def default_groups() -> tuple[tuple[str, ...], ...]:
    """The groups a new installation starts with."""
    with DEFAULTS.open(encoding="utf-8", newline="") as file:
        return tuple(tuple(name for name in row if name) for row in csv.reader(file) if len(row) > 1)

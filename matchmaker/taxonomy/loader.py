"""Reads vocabularies from their CSV files and refuses what cannot be right, naming file and line.

A file begins with lines ``# title_zh: …``, ``# title_en: …`` and ``# source: …``, then the header and one term per line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from matchmaker.taxonomy.vocabulary import Term, Vocabulary

FOLDER = Path(__file__).parent / "vocabularies"
COLUMNS = ["code", "label_zh", "label_en", "parent", "note_zh", "note_en"]


class VocabularyError(Exception):
    """A vocabulary file is wrong; the message begins with ``file:line``."""


def load_folder(folder: Path = FOLDER) -> dict[str, Vocabulary]:
    """All vocabularies of a folder by scheme; the file name is the scheme."""
    return {path.stem: load_file(path) for path in sorted(folder.glob("*.csv"))}


def load_file(path: Path) -> Vocabulary:
    """One vocabulary; raises `VocabularyError` for duplicate codes, missing parents, empty labels."""
    lines = path.read_text("utf-8").splitlines()
    heading = [line.lstrip("# ").split(":", 1) for line in lines if line.startswith("#")]
    facts = [(name.strip(), value.strip()) for name, value in (part for part in heading if len(part) == 2)]
    titles = dict(facts)
    sources = tuple(value for name, value in facts if name == "source")
    if not sources or not titles.get("title_zh") or not titles.get("title_en"):
        raise VocabularyError(f"{path.name}:1: title_zh, title_en and source are needed")
    terms: dict[str, Term] = {}
    for number, term in _terms(path, lines):
        if term.code in terms:
            raise VocabularyError(f"{path.name}:{number}: code {term.code} appears twice")
        if term.parent and term.parent not in terms:
            raise VocabularyError(f"{path.name}:{number}: parent {term.parent} is missing above {term.code}")
        terms[term.code] = term
    return Vocabulary(path.stem, titles["title_zh"], titles["title_en"], sources, tuple(terms.values()))


def _terms(path: Path, lines: list[str]) -> Iterator[tuple[int, Term]]:
    rows = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    if not rows or rows[0][1].split(",") != COLUMNS:
        raise VocabularyError(
            f"{path.name}:{rows[0][0] if rows else 1}: the header must be {','.join(COLUMNS)}"
        )
    for number, line in rows[1:]:
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if len(cells) != len(COLUMNS):
            raise VocabularyError(
                f"{path.name}:{number}: {len(COLUMNS)} columns are needed, not {len(cells)}"
            )
        code, label_zh, label_en, parent, note_zh, note_en = cells
        if not code or not label_zh or not label_en:
            raise VocabularyError(f"{path.name}:{number}: code and both labels must be filled in")
        yield number, Term(path.stem, code, label_zh, label_en, parent, note_zh, note_en)

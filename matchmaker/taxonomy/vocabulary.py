"""A vocabulary in memory: terms with codes, labels in two languages, and a place in a tree."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import get_locale

from matchmaker.taxonomy.initials import initials_of


def _in_chinese(locale: str | None) -> bool:
    return str(locale or get_locale() or "zh").startswith("zh")


@dataclass(frozen=True)
class Term:
    """One entry. ``parent`` is the code above it, empty at the top; notes explain the label where it needs it."""

    scheme: str
    code: str
    label_zh: str
    label_en: str
    parent: str = ""
    note_zh: str = ""
    note_en: str = ""

    def label_in(self, locale: str | None = None) -> str:
        """The label in ``locale`` (the reader's when None); Chinese unless it is another language."""
        return self.label_zh if _in_chinese(locale) else self.label_en

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.label_in()

    @property
    def note(self) -> str:
        """The explanation in the reader's language; may be empty."""
        return self.note_zh if _in_chinese(None) else self.note_en

    @cached_property
    def folded(self) -> tuple[str, str, str, str, str]:
        """What `Vocabulary.search` compares: code, both labels, initials of the Chinese one, notes."""
        notes = fold(f"{self.note_zh} {self.note_en}")
        return fold(self.code), fold(self.label_zh), fold(self.label_en), initials_of(self.label_zh), notes


def fold(text: str) -> str:
    """Case, full and half width, and edge blanks do not matter in a search."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


@dataclass(frozen=True)
class Vocabulary:
    """All terms of one scheme in the order of their file; ``sources`` say where they come from."""

    scheme: str
    title_zh: str
    title_en: str
    sources: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def title(self) -> str:
        """What the vocabulary is called, in the reader's language."""
        return self.title_zh if _in_chinese(None) else self.title_en

    @cached_property
    def by_code(self) -> dict[str, Term]:
        return {term.code: term for term in self.terms}

    @cached_property
    def _below(self) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            found[term.parent].append(term)
        return {code: tuple(terms) for code, terms in found.items()}

    @property
    def is_tree(self) -> bool:
        return set(self._below) != {""}

    def children(self, code: str = "") -> tuple[Term, ...]:
        """The terms directly below ``code``; the top ones without it."""
        return self._below.get(code, ())

    def ancestors(self, code: str) -> tuple[Term, ...]:
        """The terms above ``code``, from the top down; none for an unknown code."""
        found: list[Term] = []
        while (term := self.by_code.get(code)) and term.parent:
            code = term.parent
            found.insert(0, self.by_code[code])
        return tuple(found)

    def depth(self, code: str) -> int:
        """0 at the top."""
        return len(self.ancestors(code))

    def search(self, query: str, limit: int = 20) -> list[Term]:
        """Best first: code, beginning of the label, initials, then words inside label and note.

        All words of ``query`` must be found. Without a query the top terms come in their order.
        """
        words = fold(query).split()
        if not words:
            return list(self.children()[:limit])
        ranked = [(rank, place, term) for place, (rank, term) in enumerate(self._ranked(words))]
        return [term for _rank, _place, term in sorted(ranked, key=lambda entry: entry[:2])][:limit]

    def _ranked(self, words: Iterable[str]) -> Iterator[tuple[int, Term]]:
        for term in self.terms:
            ranks = [_rank(term, word) for word in words]
            if None not in ranks:
                yield max(rank for rank in ranks if rank is not None), term


def _rank(term: Term, word: str) -> int | None:
    """How well a word fits: 0 best; None when it does not."""
    code, label_zh, label_en, initials, notes = term.folded
    tests = (
        word in (code, label_zh, label_en),
        code.startswith(word) or label_zh.startswith(word) or label_en.startswith(word),
        word.isascii() and word.isalpha() and initials.startswith(word),
        word in code or word in label_zh or word in label_en,
        word.isascii() and word.isalpha() and len(word) > 1 and word in initials,
        word in notes,
    )
    return next((rank for rank, holds in enumerate(tests) if holds), None)

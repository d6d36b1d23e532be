"""Marking what was found in a text, and cutting out the piece around it. Works on the text as stored, so what is
shown is always what somebody may read; searching in another spelling (width, case, traditional) still finds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from matchmaker.search.normalization import HAN, normalise, normalise_with_offsets

SNIPPET_LENGTH = 96  # characters
_LEAD = 18  # characters shown before the first mark
_LONGEST_TEXT = 6000


@dataclass(frozen=True)
class Span:
    """A marked piece of a text; a synonym is only underlined."""

    start: int
    end: int
    is_synonym: bool


class Highlighter:
    """Marks the words of one query."""

    def __init__(self, words: Iterable[str], synonyms: Iterable[str] = ()) -> None:
        own = {normalise(word) for word in words} - {""}
        same = {normalise(word) for word in synonyms} - {""} - own
        self._synonyms = same
        patterns = [_pattern(word) for word in sorted(own | same, key=lambda word: (-len(word), word))]
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def spans(self, text: str) -> list[Span]:
        """Marked pieces from left to right, touching ones joined."""
        if self._pattern is None or not text:
            return []
        normal, offsets = normalise_with_offsets(text[:_LONGEST_TEXT])
        found: list[Span] = []
        for match in self._pattern.finditer(normal):
            start, end = offsets[match.start()], offsets[match.end() - 1] + 1
            is_synonym = match.group() in self._synonyms
            if found and start <= found[-1].end and is_synonym == found[-1].is_synonym:
                found[-1] = Span(found[-1].start, max(end, found[-1].end), is_synonym)
            else:
                found.append(Span(start, end, is_synonym))
        return found

    def mark(self, text: str) -> Markup:
        """The whole text, escaped, with its marks."""
        return _marked(text, self.spans(text), 0, len(text))

    def marked(self, text: str) -> list[str]:
        """The marked pieces as plain words, each once."""
        return list(dict.fromkeys(text[span.start : span.end] for span in self.spans(text)))

    def snippet(self, text: str) -> Markup | None:
        """The piece with the most marks, or None when nothing is marked."""
        spans = self.spans(text)
        if not spans:
            return None
        best = max(spans, key=lambda span: (_within(spans, span.start), -span.start))
        start = max(0, best.start - _LEAD)
        end = min(len(text), start + SNIPPET_LENGTH)
        start = max(0, end - SNIPPET_LENGTH)
        piece = _marked(text, spans, start, end)
        return Markup("{}{}{}").format("…" if start else "", piece, "…" if end < len(text) else "")


def beginning(text: str) -> Markup:
    """The first words of a text, where nothing is marked."""
    return Markup("{}{}").format(text[:SNIPPET_LENGTH], "…" if len(text) > SNIPPET_LENGTH else "")


def _pattern(word: str) -> str:
    """Latin words only whole; Chinese anywhere."""
    border = f"(?:(?![{HAN}])[^\\W_])"
    head = f"(?<!{border})" if re.match(border, word) else ""
    tail = f"(?!{border})" if re.match(border, word[-1]) else ""
    return f"{head}{re.escape(word)}{tail}"


def _within(spans: Sequence[Span], start: int) -> int:
    return sum(
        span.end - span.start for span in spans if start <= span.start < start + SNIPPET_LENGTH - _LEAD
    )


def _marked(text: str, spans: Sequence[Span], start: int, end: int) -> Markup:
    pieces: list[Markup] = []
    place = start
    for span in spans:
        first, last = max(span.start, place), min(span.end, end)
        if first < last:
            pieces.append(escape(text[place:first]))
            tag = Markup('<mark class="hit syn">{}</mark>') if span.is_synonym else Markup("<mark>{}</mark>")
            pieces.append(tag.format(text[first:last]))
            place = last
    pieces.append(escape(text[place:end]))
    return Markup("").join(pieces)

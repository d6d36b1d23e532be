"""One spelling for one thing: width, case, traditional characters, dashes, blanks.

Everything that is indexed, matched, searched or highlighted goes through here first. The traditional to simplified
map is applied character by character, so positions survive and highlighting can find its way back.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

MAX_CHARS = 50_000
"""Longer texts are cut: no field of the site is longer, and a pasted book must not stall the indexer."""

HAN_RANGES = (
    (0x3005, 0x3005), (0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD),
)  # fmt: skip
HAN = "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in HAN_RANGES)
"""The inside of a character class."""
_is_han = re.compile(f"[{HAN}]").match
_blanks_between_han = re.compile(f"(?<=[{HAN}])[ \t]++(?=[{HAN}])")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58"
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_CONTROL = "".join(chr(code) for code in [*range(9), *range(11, 32), *range(127, 160)]) + "\u00a0"


@cache
def _characters() -> dict[int, str]:
    """Translation table: traditional → simplified, dashes → "-", control characters → blank, invisible → nothing."""
    han = [chr(code) for code in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {ord(old): new for old, new in zip(han, simple, strict=True) if old != new and len(new) == 1}
    table |= dict.fromkeys(map(ord, _DASHES), "-") | dict.fromkeys(map(ord, _INVISIBLE), "")
    return table | dict.fromkeys(map(ord, _CONTROL), " ")


def is_han(character: str) -> bool:
    return _is_han(character) is not None


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, plain dashes; blanks stay."""
    return unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower().translate(_characters())[:MAX_CHARS]


def normalise(text: str) -> str:
    """`fold`, and blanks between two Chinese characters deleted (a line break still separates)."""
    return _blanks_between_han.sub("", fold(text))


def normalise_with_offsets(text: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its characters, the position in the original it came from."""
    letters: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text[:MAX_CHARS]):
        for letter in fold(cluster):
            letters.append(letter)
            offsets.append(start)
    folded = "".join(letters)
    kept: list[int] = []
    position = 0
    for gap in _blanks_between_han.finditer(folded):
        kept.extend(range(position, gap.start()))
        position = gap.end()
    kept.extend(range(position, len(folded)))
    return "".join(folded[i] for i in kept), [offsets[i] for i in kept]


def _clusters(text: str) -> list[tuple[int, str]]:
    """Characters with the combining marks behind them: these must be normalised together."""
    clusters: list[tuple[int, str]] = []
    for position, character in enumerate(text):
        if clusters and character > "\u02ff" and unicodedata.combining(character):
            start, before = clusters[-1]
            clusters[-1] = (start, before + character)
        else:
            clusters.append((position, character))
    return clusters

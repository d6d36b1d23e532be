"""Text → units. The same function for indexing, matching and searching.

Units (each is an index field of its own, with its own document length):

b  pairs of neighbouring Chinese characters      t  triples      u  single characters      w  dictionary words
m  everything not Chinese: words, numbers, formulas, model codes, standards, CAS numbers; whole and in parts

A name such as `γ-丁内酯`, `1,4-丁二醇` or `GB/T 34670-2017` is one unit of m and is also found by its parts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from matchmaker.search.normalization import HAN, normalise
from matchmaker.search.segmentation import search_words, words

UNITS = ("b", "t", "u", "w", "m")

_LETTER = f"(?:(?![{HAN}])[^\\W_])"
_STANDARD = (
    r"(?<![^\W_])(?:gbz?|hg|sh|jb|nb|dl|mt|ys|qb|hj|ny|aq|yb|db\d\d|t/[a-z]{2,8}|q/[a-z]{2,8}|iso|iec|astm|din|jis)"
    r"(?:/[tz])?[ \-]?[a-z]?\d{2,6}(?:\.\d++)*+(?:-\d{2,4})?(?![^\W_])"
)
_LATIN = (
    f"(?P<standard>{_STANDARD})"
    f"|(?P<latin>(?:\\d{{1,2}}(?:,\\d{{1,2}}){{1,8}}+(?=-)|{_LETTER})(?:[.\\-/+]*+{_LETTER}++)*+)"
)
_han_run = re.compile(f"[{HAN}]++")
_latin_token = re.compile(_LATIN)
_token = re.compile(f"(?P<han>[{HAN}]++)|{_LATIN}")
_thousands = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})++(?![\d,]|-)")
_plain_number = re.compile(r"\d+(?:\.\d+)?").fullmatch
_cas_number = re.compile(r"\d{2,7}-\d\d-\d").fullmatch
_separators = re.compile(r"[.\-/+,]+")
_standard_parts = re.compile(r"(.*?[a-z0-9])(?:[ \-]([a-z]))?[ \-]?(\d{2,6}(?:\.\d+)*)(-\d{2,4})?").fullmatch
_letters_and_digits = re.compile(r"(?=.*\d)(?=.*[^\W\d_])").match
_MAX_TOKEN = 64


@dataclass(frozen=True)
class Token:
    """One run of the normalised text: `kind` is han, latin or standard."""

    kind: str
    text: str
    start: int
    end: int


def tokens(normal: str) -> Iterator[Token]:
    """The runs of a normalised text, in order; punctuation and blanks are left out."""
    for match in _token.finditer(_join_thousands(normal)):
        yield Token(match.lastgroup or "", match.group(), match.start(), match.end())


def _join_thousands(normal: str) -> str:
    """12,480 → 12480, padded with blanks at the end so that positions behind it stay right."""
    return _thousands.sub(lambda m: m.group().replace(",", "").ljust(len(m.group())), normal)


def latin_forms(token: Token) -> list[str]:
    """The whole and the parts under which a Latin token or a standard is found; the whole comes first."""
    if token.kind == "standard":
        return _standard_forms(token.text)
    whole = token.text[:_MAX_TOKEN]
    if _plain_number(whole) or _cas_number(whole):
        return [whole]
    parts = [part for part in _separators.split(whole) if part]
    if len(parts) < 2:
        return [whole]
    joined = [whole.replace("-", "")] if "-" in whole and _letters_and_digits(whole) else []
    return list(dict.fromkeys([whole, *parts, *joined]))


def _standard_forms(text: str) -> list[str]:
    body, letter, number, year = _standard_parts(text).groups()  # type: ignore[union-attr]  # same pattern
    number = f"{letter or ''}{number}"
    compact = body + number
    forms = [f"{compact}{year or ''}", compact, number, number.lstrip(letter or " ")]
    return list(dict.fromkeys(forms))


def chemical_name(normal: str, token: Token) -> str | None:
    """`γ-丁内酯` for the token γ in front of `-丁内酯脱水`: prefix and first word of the Chinese part."""
    behind = normal[token.end : token.end + 12]
    if token.kind != "latin" or len(behind) < 2 or behind[0] != "-":
        return None
    han = re.match(f"[{HAN}]+", behind[1:])
    return f"{token.text}-{words(han.group())[0]}"[:_MAX_TOKEN] if han else None


def analyse(text: str, units: Collection[str] = UNITS) -> dict[str, Counter[str]]:
    """How often each of some units occurs in a text. Texts beyond `MAX_CHARS` are cut."""
    return analyse_normal(normalise(text), units)


def analyse_normal(normal: str, units: Collection[str] = UNITS) -> dict[str, Counter[str]]:
    """`analyse` for a text that is already normalised."""
    runs = runs_of(normal)
    count = {"m": lambda: latin_counts(normal), "w": lambda: _word_counts(runs)}
    return {unit: count[unit]() if unit in count else _gram_counts(runs, unit) for unit in units}


def runs_of(normal: str) -> list[str]:
    """The runs of Chinese characters of a normalised text."""
    return _han_run.findall(normal)


def latin_counts(normal: str) -> Counter[str]:
    """The terms of unit m in a normalised text."""
    found: Counter[str] = Counter()
    for match in _latin_token.finditer(_join_thousands(normal)):
        token = Token(match.lastgroup or "", match.group(), match.start(), match.end())
        found.update(latin_forms(token))
        if (name := chemical_name(normal, token)) is not None:
            found[name] += 1
    return found


def _gram_counts(runs: list[str], unit: str) -> Counter[str]:
    if unit == "u":
        return Counter("".join(runs))
    if unit == "b":
        return Counter(one + two for run in runs for one, two in pairwise(run))
    return Counter("".join(three) for run in runs for three in zip(run, run[1:], run[2:], strict=False))


def _word_counts(runs: list[str]) -> Counter[str]:
    cut = search_words("\n".join(runs)) if runs else []
    return Counter(word for word in cut if len(word) > 1)

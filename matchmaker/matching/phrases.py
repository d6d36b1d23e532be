"""Words two texts share, as a reader would mark them: whole words and runs of words, not letter pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from matchmaker.indicators.units import unit_of
from matchmaker.kernel.layers import RANK, Layer
from matchmaker.matching.sides import Part, Run
from matchmaker.search.ranking import TermKey
from matchmaker.search.synonyms import Synonyms

Rarity = Callable[[TermKey], float]
LONGEST_PHRASE = 6  # words
_is_duration = re.compile(
    r"[一二三四五六七八九十百千万两半几数]+(?:个|多|余)*(?:年|季度|月|周|天|日|小时|分钟)"
).fullmatch


@dataclass(frozen=True)
class Shared:
    """A phrase of both sides, the layers of the texts it was read in, and how telling it is."""

    text: str
    need_layer: Layer
    offer_layer: Layer
    weight: float
    other: str = ""  # how the offer calls it, when it uses another name


@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Words too common to be a reason: 技术, 研究, 提高."""
    text = (Path(__file__).parent / "plain_words.txt").read_text("utf-8")
    return frozenset(text.split())


def shared_phrases(need: Sequence[Part], offer: Sequence[Part], rarity: Rarity, floor: float) -> list[Shared]:
    """Telling phrases of the need that occur in the offer, most telling first.

    ``floor`` is the least mean rarity of a phrase's letter pairs. A phrase inside a longer one is left out unless
    it stands in a text that more readers may read.
    """
    found: dict[str, Shared] = {}
    for part in need:
        for text in _common(part, offer):
            weight = _weight(text, rarity)
            if unit_of(text) is not None or _is_duration(text) or weight / max(1, len(text) - 1) < floor:
                continue
            layer = min((other.layer for other in offer if text in other.normal), key=RANK.__getitem__)
            known = found.get(text)
            need_layer = min(part.layer, known.need_layer, key=RANK.__getitem__) if known else part.layer
            found[text] = Shared(text, need_layer, layer, weight)
    return _longest(found.values())


def spelled(text: str, parts: Sequence[Part]) -> str:
    """A normalised phrase as the texts write it (LLZO for llzo), from the text most people may read."""
    if not any("a" <= char <= "z" for char in text):
        return text
    for part in sorted(parts, key=lambda one: RANK[one.layer]):
        normal, offsets = part.origin
        place = normal.find(text)
        if place >= 0:
            return part.text[offsets[place] : offsets[place + len(text) - 1] + 1]
    return text


def _weight(text: str, rarity: Rarity) -> float:
    pairs: list[TermKey] = [("b", first + second) for first, second in pairwise(text)]
    if text.isascii() or not any(char >= "\u4e00" for char in text):
        pairs = [("m", text)]
        return rarity(pairs[0]) * max(1, len(text) - 1)
    return sum(rarity(pair) for pair in pairs)


def _common(part: Part, offer: Sequence[Part]) -> Iterable[str]:
    """Runs of words of one text that some text of the offer contains."""
    said = "\n".join(other.normal for other in offer)
    pairs = frozenset[str]().union(*(other.counts["b"] for other in offer))
    for run in part.runs:
        if run.words:
            yield from _runs(run, said, pairs)
        elif _is_telling(run.text) and any(run.text in other.latin for other in offer):
            yield run.text


def _is_telling(latin: str) -> bool:
    return len(latin) > 1 and not latin[0].isdigit()


def _runs(run: Run, said: str, pairs: frozenset[str]) -> Iterable[str]:
    """Whole words that stand together in ``said``. A phrase has two characters at least, so one can only begin
    where the run's next two stand there too; looking for these first is quicker."""
    cut, place = run.words, 0
    for start in [n for n, pair in enumerate(run.starts) if pair in pairs]:
        if start < place:
            continue
        end, joined = start, cut[start]
        while joined in said:
            end += 1
            if end == len(cut) or end - start == LONGEST_PHRASE:
                break
            joined += cut[end]
        phrase = _trimmed(cut[start:end])
        if len(phrase) >= 2:
            yield phrase
        place = max(end, start + 1)


def _trimmed(run: list[str]) -> str:
    plain, first, last = plain_words(), 0, len(run)
    while first < last and (len(run[first]) < 2 or run[first] in plain):
        first += 1
    while first < last and run[last - 1] in plain:
        last -= 1
    return "".join(run[first:last])


def _longest(found: Iterable[Shared]) -> list[Shared]:
    kept: list[Shared] = []
    for phrase in sorted(found, key=lambda one: (-len(one.text), one.text)):
        inside = [one for one in kept if phrase.text in one.text]
        if not any(_readable_by_more(one, phrase) for one in inside):
            kept.append(phrase)
    return sorted(kept, key=lambda one: (-one.weight, one.text))


def _readable_by_more(one: Shared, other: Shared) -> bool:
    """Whether everybody who may read ``other`` may read ``one`` too."""
    return RANK[one.need_layer] <= RANK[other.need_layer] and RANK[one.offer_layer] <= RANK[other.offer_layer]


def shared_names(need: Sequence[Part], offer: Sequence[Part], synonyms: Synonyms) -> list[Shared]:
    """Things both sides name differently: GBL here, γ-丁内酯 there."""
    ours, theirs = _naming(need, synonyms), _naming(offer, synonyms)
    found: list[Shared] = []
    for group, names in ours.items():
        others = theirs.get(group, {})
        if others and not set(names) & set(others):
            (mine, need_layer), (other, offer_layer) = next(iter(names.items())), next(iter(others.items()))
            found.append(Shared(mine, need_layer, offer_layer, 1.0, other))
    return found


def _naming(parts: Sequence[Part], synonyms: Synonyms) -> dict[frozenset[str], dict[str, Layer]]:
    """Group of names → the names used, each with the least secret layer it stands in."""
    named: dict[frozenset[str], dict[str, Layer]] = {}
    for part in sorted(parts, key=lambda one: RANK[one.layer]):
        for found in synonyms.find(part.normal):
            named.setdefault(frozenset((found.name, *found.others)), {}).setdefault(found.name, part.layer)
    return named

"""One side of a pair as matching sees it, read from the object's search declaration; no feature is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, repeat
from typing import Any, NamedTuple

from matchmaker.indicators.parse import parse_indicators
from matchmaker.indicators.stated import Indicator
from matchmaker.kernel.layers import RANK, Layer
from matchmaker.matching.diversity import sketch
from matchmaker.search.analyzers import Token, analyse, analyse_normal, latin_forms, tokens
from matchmaker.search.documents import SearchDocument, Zone
from matchmaker.search.normalization import normalise, normalise_with_offsets
from matchmaker.search.ranking import Bag, TermKey, bag_of_counts
from matchmaker.search.segmentation import words
from matchmaker.search.synonyms import Synonyms

NEED = "challenge"
PAIR_UNITS = {"b": 1.0, "m": 1.5}  # pairs of characters and Latin words: enough to compare two known texts
BODY_CHARS = 400  # of each text of a need that count; the beginning says what is wanted
TEXT_INDICATOR_CHARS = 4000  # of an offer's texts that are searched for figures


class Run(NamedTuple):
    """Characters without a break between them; of Chinese ones the words, and where each begins two characters."""

    text: str
    words: list[str]
    starts: list[str]


def _run(token: Token) -> Run:
    if token.kind != "han":
        return Run(token.text, [], [])
    cut = words(token.text)
    places = accumulate((len(word) for word in cut[:-1]), initial=0)
    return Run(token.text, cut, [token.text[place : place + 2] for place in places])


@dataclass(frozen=True)
class Part:
    """One text with its confidentiality layer and its zone (title, keywords, text)."""

    layer: Layer
    zone: Zone
    text: str

    @cached_property
    def normal(self) -> str:
        return normalise(self.text)

    @cached_property
    def origin(self) -> tuple[str, list[int]]:
        """The normalised text and where in the text each of its characters stands."""
        return normalise_with_offsets(self.text)

    @cached_property
    def counts(self) -> dict[str, Counter[str]]:
        """How often each pair of characters and each Latin word occurs."""
        return analyse_normal(self.normal, PAIR_UNITS)

    @cached_property
    def beginning(self) -> dict[str, Counter[str]]:
        """`counts` of the first characters of the text."""
        is_short = len(self.text) <= BODY_CHARS
        return self.counts if is_short else analyse(self.text[:BODY_CHARS], PAIR_UNITS)

    @cached_property
    def runs(self) -> list[Run]:
        """The first characters of the text, run by run."""
        return [_run(token) for token in tokens(self.normal[:BODY_CHARS])]

    @cached_property
    def latin(self) -> frozenset[str]:
        """Everything not Chinese, whole and in parts."""
        runs = (run for run in tokens(self.normal) if run.kind != "han")
        return frozenset(form for run in runs for form in latin_forms(run))


Rarity = Callable[[TermKey], float]
"""How telling a term is among all that is indexed."""


@dataclass(frozen=True)
class Weighed:
    """The terms of a bag with weight times rarity, and the sum."""

    rarity: Rarity
    values: list[tuple[TermKey, float]]
    total: float


def weigh(bag: Bag, rarity: Rarity) -> Weighed:
    """In the order of the bag, so that a sum is always the same."""
    values = [(term, weight * rarity(term)) for term, weight in bag.items()]
    return Weighed(rarity, values, sum(value for _term, value in values))


@dataclass(frozen=True)
class Fact:
    """A coded property with the layer that may read it."""

    value: Any
    layer: Layer = Layer.PUBLIC


@dataclass(frozen=True)
class Side:
    """A need or an offer (achievement, expert)."""

    key: str
    kind: str
    object_id: int
    title: str
    parts: tuple[Part, ...]
    owner_id: int | None = None
    is_open: bool = True
    facts: dict[str, Fact] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    other_names: tuple[str, ...] = ()  # of what is named in the texts; count as said

    def fact(self, name: str) -> Any:
        """The value of a coded property, or None."""
        found = self.facts.get(name)
        return found.value if found else None

    @cached_property
    def head_bag(self) -> Bag:
        """Title and keywords as weighted terms."""
        heads = [(part.counts, float(part.zone)) for part in self.parts if part.zone is not Zone.TEXT]
        return bag_of_counts(heads or [(analyse(self.title, PAIR_UNITS), 3.0)], PAIR_UNITS)

    @property
    def weighted_texts(self) -> list[tuple[str, float]]:
        """Every text with its factor; the question to the index."""
        return [(part.text[:BODY_CHARS], float(part.zone)) for part in self.parts]

    @cached_property
    def bag(self) -> Bag:
        """Everything said, long texts cut, as weighted terms."""
        return bag_of_counts(((part.beginning, float(part.zone)) for part in self.parts), PAIR_UNITS)

    @cached_property
    def _weighed(self) -> dict[str, Weighed]:
        return {}

    def weighed(self, name: str, rarity: Rarity) -> Weighed:
        """One of the bags with rarities; kept, since a need meets forty offers."""
        known = self._weighed.get(name)
        if known is None or known.rarity != rarity:
            known = self._weighed[name] = weigh(getattr(self, name), rarity)
        return known

    @property
    def asked_terms(self) -> Iterable[TermKey]:
        """Terms whose rarity a comparison needs: all of a need, the head of an offer."""
        return [*self.bag, *self.head_bag] if self.kind == NEED else self.head_bag

    @cached_property
    def terms(self) -> frozenset[TermKey]:
        """All terms of all texts and of other names of what they name."""
        counted = [part.counts for part in self.parts]
        counted += [analyse(name, PAIR_UNITS) for name in self.other_names]
        return frozenset().union(
            *(zip(repeat(unit), counts[unit]) for counts in counted for unit in PAIR_UNITS)
        )

    @cached_property
    def public_sketch(self) -> list[int]:
        """Of title and summary (the first text), to find nearly equal offers; public texts only: a group of
        offers would otherwise tell every reader that their hidden texts are alike."""
        public = [part for part in self.parts if part.layer is Layer.PUBLIC]
        title = next((part.text for part in public if part.zone is Zone.TITLE), "")
        return sketch(title, next((part.text for part in public if part.zone is Zone.TEXT), ""))

    @cached_property
    def text_indicators(self) -> tuple[Indicator, ...]:
        """Figures stated in running text, each with the layer of its text."""
        stated: list[Indicator] = []
        for part in self.parts:
            found = parse_indicators(part.text[:TEXT_INDICATOR_CHARS])
            stated.extend(replace(one, layer=part.layer) for one in found)
        return tuple(stated)


_FACTS = {
    "domain": ("domain_code",),
    "industry": ("industry_code", "industry_codes"),
    "discipline": ("discipline_code", "discipline_codes"),
    "trl": ("trl_required", "trl"),
    "process_scale": ("process_scale",),
    "scale_tpa": ("scale_tpa",),
    "region": ("region_code",),
}
_LISTS = {"domain", "industry", "discipline"}
_OWNERS = ("sponsor_id", "holder_id", "organization_id")
_OPEN = {"open", "listed"}


def side_of(document: SearchDocument, subject: Any, synonyms: Synonyms | None = None) -> Side:
    """Read an object through its declaration: texts and rows with the layers stated there."""
    parts = tuple(
        Part(declared.layer_of(subject), Zone(declared.zone), text)
        for declared in document.fields
        if declared.is_matched and (text := declared.text_of(subject))
    )
    rows = document.indicators(subject) if document.indicators else ()
    names = [name for part in parts for name in synonyms.others(part.text)] if synonyms else []
    return Side(
        key=document.key_of(subject.id),
        kind=document.kind,
        object_id=subject.id,
        title=document.title(subject),
        parts=parts,
        owner_id=next((value for name in _OWNERS if (value := getattr(subject, name, None))), None),
        is_open=str(getattr(subject, "status", "open")) in _OPEN,
        facts={name: fact for name, sources in _FACTS.items() if (fact := _fact(subject, name, sources))},
        indicators=tuple(row.to_indicator() for row in rows),
        other_names=tuple(dict.fromkeys(names)),
    )


def _fact(subject: Any, name: str, sources: Iterable[str]) -> Fact | None:
    for source in sources:
        value = getattr(subject, source, None)
        if value in (None, "", []):
            continue
        layer_of = getattr(subject, "layer_of", None)
        layer = layer_of(source) if callable(layer_of) else Layer.PUBLIC
        if name in _LISTS:
            value = (value,) if isinstance(value, str) else tuple(value)
        return Fact(value, layer)
    return None


def stricter(*layers: Layer) -> Layer:
    """The most secret of several layers."""
    return max(layers, key=lambda layer: RANK[layer])

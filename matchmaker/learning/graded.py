"""Pairs of bare texts with grades, as features the score is made of: the fixed set of the site, and foreign sets.

``benchmark/needs.tsv`` and ``offers.tsv``: id, title, keywords, text, industry, readiness level, figures; ids whose
second letter is x are in English, the others in Chinese. ``qrels.tsv``: need, offer, grade: 4 would answer the need, 3
in part or worth a talk, 2 same field but another problem, 1 unrelated. Graded are, for each need, all offers one could
think of and the first eight of the ranking; what is not graded counts as unrelated.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matchmaker.indicators.parse import parse_indicators
from matchmaker.kernel.layers import Layer
from matchmaker.learning.training import Example
from matchmaker.matching.candidates import BACKGROUND
from matchmaker.matching.features import features_of
from matchmaker.matching.relevance import Grades, Text
from matchmaker.matching.sides import NEED, Fact, Part, Rarity, Side
from matchmaker.matching.weights import built_in_weights
from matchmaker.search.documents import Zone
from matchmaker.search.ranking import TermKey, term_factor
from matchmaker.search.synonyms import Synonyms, default_groups

FOLDER = Path(__file__).parent / "benchmark"
OFFER = "achievement"
UNRELATED = 1


def table(name: str) -> list[list[str]]:
    """The rows of one file of the fixed set."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True)
class FixedSet:
    """Needs, offers, and need, offer → grade."""

    needs: tuple[Side, ...]
    offers: tuple[Side, ...]
    grades: dict[tuple[str, str], int]


@lru_cache(maxsize=1)
def fixed_set() -> FixedSet:
    """The graded set that every release is measured on."""
    synonyms = Synonyms(default_groups())
    return FixedSet(
        tuple(_side(NEED, number, row, synonyms) for number, row in enumerate(table("needs.tsv"), 1)),
        tuple(_side(OFFER, number, row, synonyms) for number, row in enumerate(table("offers.tsv"), 1)),
        {(need, offer): int(grade) for need, offer, grade in table("qrels.tsv")},
    )


def _side(kind: str, number: int, row: list[str], synonyms: Synonyms) -> Side:
    key, title, keywords, body, industry, trl, figures = row
    texts = ((Zone.TITLE, title), (Zone.KEYWORDS, keywords.replace(" ", "\n")), (Zone.TEXT, body))
    return Side(
        key=key, kind=kind, object_id=number, title=title,
        parts=tuple(Part(Layer.PUBLIC, zone, text) for zone, text in texts),
        facts={"industry": Fact((industry,)), **({"trl": Fact(int(trl))} if trl else {})},
        indicators=tuple(parse_indicators(figures)),
        other_names=tuple(synonyms.others(" ".join(text for _zone, text in texts))),
    )  # fmt: skip


def rarity_among(sides: Iterable[Side]) -> Rarity:
    """How telling a term is among these texts alone."""
    known = list(sides)
    frequency: Counter[TermKey] = Counter(term for one in known for term in one.terms)
    size = len(known) + BACKGROUND

    def rarity(term: TermKey) -> float:
        return term_factor(term[0], size, max(1, frequency[term]))

    return rarity


@lru_cache(maxsize=1)
def fixed_pairs() -> tuple[Example, ...]:
    """Every need of the fixed set with every offer; features do not depend on what is trained, so once is enough."""
    known = fixed_set()
    rarity = rarity_among((*known.needs, *known.offers))
    weights = built_in_weights()
    return tuple(
        Example(
            need.key,
            offer.key,
            known.grades.get((need.key, offer.key), UNRELATED),
            dict(features_of(need, offer, rarity, weights).values),
        )
        for need in known.needs
        for offer in known.offers
    )


def fixed_examples() -> list[Example]:
    """The pairs of the fixed set somebody has graded."""
    grades = fixed_set().grades
    return [one for one in fixed_pairs() if (one.need, one.offer) in grades]


def examples_of(corpus: Sequence[Text], needs: Sequence[Text], grades: Grades) -> list[Example]:
    """Foreign graded texts as examples: only words can be compared, there are no rows and facts."""
    asked = [one for one in needs if one.id in grades]
    sides = {OFFER: _bare(OFFER, corpus), NEED: _bare(NEED, asked)}
    rarity = rarity_among((*sides[OFFER].values(), *sides[NEED].values()))
    weights = built_in_weights()
    return [
        Example(need, offer, grade, dict(features_of(side, other, rarity, weights).values))
        for need, side in sides[NEED].items()
        for offer, grade in grades[need].items()
        if (other := sides[OFFER].get(offer)) is not None
    ]


def _bare(kind: str, texts: Sequence[Text]) -> dict[str, Side]:
    return {
        text.id: Side(
            key=text.id,
            kind=kind,
            object_id=number,
            title=text.title,
            parts=tuple(Part(Layer.PUBLIC, Zone(int(factor)), part) for part, factor in text.parts),
        )
        for number, text in enumerate(texts, 1)
    }

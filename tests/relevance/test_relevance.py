"""The production features and score on a small graded set of needs and offers of the region's industries."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

from matchmaker.config import Config
from matchmaker.indicators.parse import parse_indicators
from matchmaker.kernel.layers import Layer
from matchmaker.matching.candidates import BACKGROUND
from matchmaker.matching.features import features_of
from matchmaker.matching.scorer import score_pair
from matchmaker.matching.sides import Fact, Part, Side
from matchmaker.matching.weights import current_weights
from matchmaker.search.documents import Zone
from matchmaker.search.ranking import TermKey, term_factor
from matchmaker.search.synonyms import Synonyms, default_groups

HERE = Path(__file__).parent
SYNONYMS = Synonyms(default_groups())


def table(name: str) -> list[list[str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def side(kind: str, row: list[str]) -> Side:
    key, title, keywords, body, industry, trl, figures = row
    texts = ((Zone.TITLE, title), (Zone.KEYWORDS, keywords.replace(" ", "\n")), (Zone.TEXT, body))
    return Side(
        key=key, kind=kind, object_id=int(key[1:]), title=title,
        parts=tuple(Part(Layer.PUBLIC, zone, text) for zone, text in texts),
        facts={"industry": Fact((industry,)), "trl": Fact(int(trl))},
        indicators=tuple(parse_indicators(figures)),
        other_names=tuple(SYNONYMS.others(" ".join(text for _zone, text in texts))),
    )  # fmt: skip


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, str], int]:
    needs = [side("challenge", row) for row in table("needs.tsv")]
    offers = [side("achievement", row) for row in table("offers.tsv")]
    frequency: Counter[TermKey] = Counter(term for one in (*needs, *offers) for term in one.terms)
    size = len(needs) + len(offers) + BACKGROUND

    def rarity(term: TermKey) -> float:
        return term_factor(term[0], size, max(1, frequency[term]))

    weights = current_weights()
    return {
        (need.key, offer.key): score_pair(features_of(need, offer, rarity, weights), weights).total
        for need in needs
        for offer in offers
    }


def test_measures_reach_their_floor(scores: dict[tuple[str, str], int]) -> None:
    expected = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))
    grades = {(need, offer): int(grade) for need, offer, grade in table("qrels.tsv")}
    line = Config.MATCH_THRESHOLD
    strong = [pair for pair, grade in grades.items() if grade == 4]
    unrelated = [pair for pair in scores if pair not in grades]
    best = {
        need: max((pair for pair in scores if pair[0] == need), key=scores.__getitem__)
        for need, _offer in strong
    }
    measured = {
        "strong_shown": sum(scores[pair] >= line for pair in strong) / len(strong),
        "unrelated_shown": sum(scores[pair] >= line for pair in unrelated) / len(unrelated),
        "first_is_strong": sum(grades.get(pair, 0) == 4 for pair in best.values()) / len(best),
    }
    shown = {pair: scores[pair] for pair in (*strong, *sorted(unrelated, key=scores.__getitem__)[-5:])}
    assert measured["strong_shown"] >= expected["strong_shown"], shown
    assert measured["unrelated_shown"] <= expected["unrelated_shown"], shown
    assert measured["first_is_strong"] >= expected["first_is_strong"], shown

"""Features, score and reasons without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.indicators.parse import parse_indicators
from matchmaker.kernel.layers import Layer
from matchmaker.matching.explain import explain
from matchmaker.matching.features import Features, features_of, industry_level
from matchmaker.matching.phrases import shared_names, shared_phrases
from matchmaker.matching.scorer import score_pair
from matchmaker.matching.sides import Fact, Part, Side
from matchmaker.matching.weights import current_weights
from matchmaker.search.documents import Zone
from matchmaker.search.synonyms import Synonyms

WEIGHTS = current_weights()


class Words:
    """Every term equally telling."""

    synonyms = Synonyms([("BDO", "1,4-丁二醇"), ("GBL", "γ-丁内酯")])
    rarest = 1.0

    def rarity(self, term: tuple[str, str]) -> float:
        return 1.0


def side(kind: str, title: str, *parts: Part, figures: str = "", **facts: object) -> Side:
    return Side(
        f"{kind}:1", kind, 1, title, (Part(Layer.PUBLIC, Zone.TITLE, title), *parts),
        facts={name: Fact(value) for name, value in facts.items()}, indicators=tuple(parse_indicators(figures)),
    )  # fmt: skip


def total(need: Side, offer: Side) -> int:
    return score_pair(features_of(need, offer, Words().rarity, WEIGHTS), WEIGHTS).total


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("C2614", "C2614", "class"), ("C2614", "C2619", "group"), ("C2614", "C2651", "division"), ("C2614", "C3985", "section"),
        ("C2614", "A0151", ""), ("2614", "C2614", "class"), ("2614", "2651", "division"), ("C26", "C2614", "division"), ("C", "C2614", "section"),
    ],
)  # fmt: skip
def test_industry_level(one: str, other: str, level: str) -> None:
    assert industry_level(one, other) == industry_level(other, one) == level


def test_same_text_same_facts_is_full_agreement() -> None:
    need = side("challenge", "焦炉烟气低温脱硝催化剂", figures="脱硝率≥90%", industry=("C2521",), trl=6)
    offer = side("achievement", "焦炉烟气低温脱硝催化剂", figures="脱硝率 95%", industry=("C2521",), trl=7)
    assert total(need, offer) == 100


def test_agreement_without_common_words_is_no_match() -> None:
    need = side("challenge", "焦炉烟气低温脱硝催化剂", figures="纯度≥90%", industry=("C2521",), trl=6)
    offer = side("achievement", "葡萄园滴灌", figures="纯度 95%", industry=("C2521",), trl=9)
    assert total(need, offer) <= 10


def test_saying_more_never_costs_unless_it_is_worse() -> None:
    need = side("challenge", "溶剂深度脱水", figures="水分≤50ppm，色度≤10Hazen，酸值≤0.1 mg/g", trl=6)
    silent = side("achievement", "溶剂深度脱水工艺", trl=6)
    good = replace(silent, indicators=tuple(parse_indicators("水分 30ppm")))
    bad = replace(silent, indicators=tuple(parse_indicators("水分 300ppm")))
    assert total(need, bad) < total(need, silent) <= total(need, good)


shares = st.one_of(st.none(), st.floats(min_value=0, max_value=1))


@given(
    st.fixed_dictionaries(
        {
            "head": shares,
            "back": shares,
            "body": shares,
            "indicators": shares,
            "domain": shares,
            "maturity": shares,
        }
    )
)
def test_score_stays_in_bounds_and_points_add_up(values: dict[str, float | None]) -> None:
    score = score_pair(Features(values, ()), WEIGHTS)
    assert 0 <= score.total <= 100
    known = [(points, most) for points, most in score.parts.values() if points is not None]
    added = 100 * sum(points for points, _most in known) / sum(most for _points, most in known)
    assert score.total <= round(added + 0.51)


def test_phrases_are_whole_words_with_the_layers_they_stand_in() -> None:
    need = [
        Part(Layer.PUBLIC, Zone.TITLE, "溶剂深度脱水技术研究"),
        Part(Layer.NDA, Zone.TEXT, "锂电池电解液"),
    ]
    offer = [Part(Layer.REGISTERED, Zone.TEXT, "用于锂电池电解液溶剂的深度脱水")]
    found = {
        one.text: (one.need_layer, one.offer_layer)
        for one in shared_phrases(need, offer, Words().rarity, 0.0)
    }
    assert found["深度脱水"] == (Layer.PUBLIC, Layer.REGISTERED)
    assert found["锂电池电解液"][0] is Layer.NDA
    assert "技术" not in "".join(found)


def test_other_names_are_recognised() -> None:
    need, offer = (
        [Part(Layer.PUBLIC, Zone.TITLE, "GBL 脱水")],
        [Part(Layer.PUBLIC, Zone.TITLE, "γ-丁内酯精制")],
    )
    (one,) = shared_names(need, offer, Words.synonyms)
    assert (one.text, one.other) == ("GBL", "γ-丁内酯")
    assert shared_names(need, [Part(Layer.PUBLIC, Zone.TITLE, "GBL精制")], Words.synonyms) == []


def test_reasons_carry_the_layer_of_facts() -> None:
    need = side("challenge", "甲乙丙丁", trl=6, industry=("C2614",), region="150300")
    need.facts["trl"] = Fact(6, Layer.NDA)
    offer = side("achievement", "甲乙丙丁", trl=4, industry=("C2651",), region="150300")
    reasons = {reason.kind: reason for reason in explain(need, offer, Words(), WEIGHTS)}
    assert reasons["trl"].need_layer is Layer.NDA
    assert reasons["trl"].params["gap"] == 2
    assert reasons["industry"].params == {"code": "C26", "level": "division"}
    assert "region" in reasons

"""Fitting weights: better on what it learns from, the same every time, and refused when worse elsewhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask

from matchmaker.learning import comparing, training
from matchmaker.learning.graded import examples_of, fixed_examples
from matchmaker.learning.training import Example
from matchmaker.matching.relevance import Text
from matchmaker.matching.weights import built_in_weights

PRESENT = built_in_weights()
Values = dict[str, float | None]


def made(grade_of: Callable[[Values], int], needs: int = 40, offers: int = 8, seed: int = 3) -> list[Example]:
    """Pairs with random features, graded by a rule."""
    dice = random.Random(seed)
    found = []
    for need in range(needs):
        for offer in range(offers):
            values: Values = {
                "head": dice.random(), "back": dice.random(), "body": dice.random(),
                "indicators": None, "domain": dice.random(), "maturity": None,
            }  # fmt: skip
            found.append(Example(f"n{need}", f"o{offer}", grade_of(values), values))
    return found


def by_body(values: Values) -> int:
    return 1 + int(3.99 * (values["body"] or 0))


def ndcg(examples: Sequence[Example], weights: dict[str, Any]) -> float:
    return training.ndcg(training.usable(examples), weights)


def test_what_decides_gets_more_weight() -> None:
    examples = made(by_body)
    fitted = training.fit(training.usable(examples), PRESENT)
    assert fitted["terms"]["body"] > 1.5 * PRESENT["terms"]["body"]
    assert ndcg(examples, fitted) > ndcg(examples, PRESENT) + 0.02


def test_groups_keep_their_sums_and_unknown_features_their_weight() -> None:
    fitted = training.fit(training.usable(made(by_body)), PRESENT)
    assert sum(fitted["parts"].values()) == 100
    assert abs(sum(fitted["terms"][name] for name in ("head", "back", "body")) - 1) < 1e-9
    assert fitted["terms"]["half_at"] == PRESENT["terms"]["half_at"]
    assert fitted["parts"]["maturity"] > 0


def test_the_same_judgements_give_the_same_weights() -> None:
    needs = training.usable(made(by_body))
    assert training.fit(needs, PRESENT) == training.fit(needs, PRESENT)


def test_equal_grades_say_nothing() -> None:
    assert training.usable(made(lambda _values: 2)) == []
    assert training.ndcg([], PRESENT) == 0.0


def test_ndcg_of_a_perfect_and_of_a_reversed_order() -> None:
    values = {"head": 0.0, "back": 0.0, "body": 0.0, "indicators": None, "domain": None, "maturity": None}
    high, low = {**values, "head": 0.9}, {**values, "head": 0.1}
    assert training.ndcg([[Example("n", "a", 4, high), Example("n", "b", 1, low)]], PRESENT) == 1.0
    reversed_order = training.ndcg([[Example("n", "a", 4, low), Example("n", "b", 1, high)]], PRESENT)
    assert reversed_order == pytest.approx(0.6309, abs=1e-4)


def test_better_weights_are_offered_with_their_figures(app: Flask) -> None:
    outcome = comparing.trained(made(by_body), made(by_body, seed=4), PRESENT)
    assert outcome.refusal == ""
    for row in outcome.figures.values():
        assert row["new"] > row["old"]
    assert outcome.figures[comparing.HELD_BACK]["needs"] > 0


def test_worse_on_the_fixed_set_is_refused_with_the_figures(app: Flask) -> None:
    def by_head(values: Values) -> int:
        return 1 + int(3.99 * (values["head"] or 0))

    outcome = comparing.trained(made(by_body), made(by_head), PRESENT)
    row = outcome.figures[comparing.FIXED]
    assert row["new"] < row["old"] - comparing.NOISE
    assert str(row["old"]) in outcome.refusal
    assert str(row["new"]) in outcome.refusal


def test_worse_on_what_was_held_back_is_refused(app: Flask) -> None:
    learnt = [one for one in made(by_body, needs=80) if not training.is_held_back(one.need)]
    against = made(lambda values: 5 - by_body(values), needs=80)
    held = [one for one in against if training.is_held_back(one.need)]
    outcome = comparing.trained(learnt + held, made(by_body), PRESENT)
    row = outcome.figures[comparing.HELD_BACK]
    assert row["new"] < row["old"]
    assert str(row["new"]) in outcome.refusal


def test_too_few_judgements_are_no_training(app: Flask) -> None:
    outcome = comparing.trained(made(by_body, needs=5), made(by_body), PRESENT)
    assert "5" in outcome.refusal
    assert outcome.weights == PRESENT


def test_the_fixed_set_is_ranked_as_the_scorer_ranks_it() -> None:
    needs = training.usable(fixed_examples())
    spoiled = deepcopy(PRESENT)
    spoiled["terms"].update(head=0.01, back=0.98, body=0.01)
    assert training.ndcg(needs, PRESENT) > 0.85
    assert training.ndcg(needs, spoiled) != training.ndcg(needs, PRESENT)


def test_bare_texts_become_examples() -> None:
    corpus = [Text("a", "1,4-丁二醇加氢催化剂"), Text("b", "羊绒分梳机")]
    needs = [Text("n", "丁二醇加氢", "需要寿命长的加氢催化剂"), Text("ungraded", "别的")]
    found = examples_of(corpus, needs, {"n": {"a": 4, "b": 1, "gone": 2}})
    assert [(one.need, one.offer, one.grade) for one in found] == [("n", "a", 4), ("n", "b", 1)]
    assert found[0].values["head"] > found[1].values["head"] == 0.0
    assert found[0].values["indicators"] is None

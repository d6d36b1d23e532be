"""The coach: points for what helps solvers, hints for what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from matchmaker.challenges.quality import Sketch, assess, recognised, sketch_of, vague_words
from matchmaker.challenges.vocabulary import FundingKind
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.kernel import clock
from tests.factories.challenges import ROWS, make_challenge


@pytest.fixture
def good(app: Flask) -> Sketch:
    return sketch_of(make_challenge())


def test_a_complete_need_has_all_points(good: Sketch) -> None:
    quality = assess(good)
    assert quality.score == 100
    assert quality.open_hints == ()


def test_an_empty_one_has_none(app: Flask) -> None:
    quality = assess(Sketch())
    assert quality.score == 0
    assert not any(hint.is_begun for hint in quality.open_hints)


@pytest.mark.parametrize(
    ("change", "field", "words", "points"),
    [
        ({"title": "脱水"}, "title", "名称", 4),
        ({"problem": "水分太高 300 mg/kg。"}, "problem", "再写细", 10),
        ({"problem": "精馏以后的产品里水分和金属离子都偏高，批次之间波动大，客户多次退货，影响正常供货，也影响了后续扩产计划的安排，目前没有办法，希望有人来解决它。"}, "problem", "没有数字", 8),
        ({"expected_goal": "大幅提升品质。"}, "problem", "“大幅”", 5),
        ({"expected_goal": "大幅提升品质，更好更稳。"}, "problem", "“大幅”“更好”", 8),
        ({"summary": "求一整套回收装置和整条生产线。"}, "problem", "范围太大", 6),
        ({"tried": ""}, "tried", "试过什么", 4),
        ({"present_state": "", "tried": ""}, "present_state", "现在的做法", 8),
        ({"indicators": ()}, "indicators", "还没有可测量", 14),
        ({"indicators": (ROWS[0],)}, "indicators", "只有 1 项", 7),
        ({"indicators": (*ROWS[:2], replace(ROWS[2], test_method=""))}, "indicators", "第 3 行缺测试方法", 3),
        ({"indicators": tuple(replace(row, present_value="") for row in ROWS)}, "indicators", "没有现值", 6),
        ({"indicators": ROWS[:2]}, "scale_tpa", "处理规模", 8),
        ({"keywords": ()}, "keywords", "补齐", 2),
        ({"funding_kind": FundingKind.NEGOTIABLE, "funding_amount": None}, "funding_kind", "面议", 3),
        ({"funding_amount": None}, "funding_amount", "未写资金", 6),
        ({"ends_on": None}, "ends_on", "时限", 3),
        ({"deadline_at": None}, "deadline_on", "截止日", 3),
    ],
)  # fmt: skip
def test_each_gap_has_its_hint(good: Sketch, change: dict, field: str, words: str, points: int) -> None:
    quality = assess(replace(good, **change))
    hint = next(hint for hint in quality.open_hints if words in hint.text)
    assert (hint.field, hint.points) == (field, points)
    assert quality.score <= 100 - points
    assert quality.hints[0].points >= quality.hints[1].points


def test_a_vague_word_with_a_figure_beside_it_is_fine() -> None:
    assert vague_words("蒸汽单耗大幅降低到 0.8 t/t，品质更好") == ["更好"]
    assert vague_words("显著、显著、明显") == ["显著", "明显"]


def test_figures_in_the_text_are_offered_once(app: Flask) -> None:
    sketch = Sketch(
        title="脱水", problem="要求水分 ≤ 50 mg/kg，单耗 ≤ 0.8 t/t，现在周期不到 25 天。", expected_goal="纯度≥99.95%，水分不高于 40 mg/kg",
        indicators=(Indicator("纯度", Operator.GE, 99.9, unit="%"),),
    )  # fmt: skip
    found = {one.name: one.display for one in recognised(sketch)}
    assert found == {"水分": "≤ 50 mg/kg", "单耗": "≤ 0.8 t/t"}


def test_typed_values_lie_over_the_stored_ones(app: Flask) -> None:
    challenge = make_challenge(ends_on=clock.today())
    sketch = sketch_of(challenge, {"title": "正在改的名称", "ends_on": None, "unknown": 1})
    assert sketch.title == "正在改的名称"
    assert sketch.ends_on is None
    assert sketch.problem == challenge.problem

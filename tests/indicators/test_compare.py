"""Verdicts: the table of cases, and laws that hold for any figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.indicators.compare import compare, compare_all
from matchmaker.indicators.parse import parse_indicators
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.indicators.statements import change_as_row
from matchmaker.indicators.verdicts import _SENTENCES, Verdict, shown

LINES = (Path(__file__).parent / "verdicts.txt").read_text("utf-8").splitlines()
CASES = [tuple(line.split("|")) for line in LINES if line and not line.endswith("|none")]


@pytest.mark.parametrize(("need", "offer", "verdict"), CASES)
def test_cases(need: str, offer: str, verdict: str) -> None:
    required = parse_indicators(need)
    assert required, "nothing was read from the need"
    assert compare(required[0], parse_indicators(offer)).verdict.value == verdict


def row(
    operator: Operator, low: float | None, high: float | None = None, unit: str = "%", **more: object
) -> Indicator:
    return Indicator("纯度", operator, low, high, unit, **more)  # type: ignore[arg-type]


def verdict(need: Indicator, *offers: Indicator) -> Verdict:
    return compare(need, offers).verdict


def test_worst_of_several_statements_counts() -> None:
    need = row(Operator.GE, 99)
    assert verdict(need, row(Operator.EQ, 99.5), row(Operator.EQ, 90)) is Verdict.UNMET
    assert verdict(need, row(Operator.EQ, 99.5), row(Operator.EQ, 90, is_reference=True)) is Verdict.MET


def test_five_percent_and_one_point() -> None:
    assert verdict(row(Operator.GE, 99), row(Operator.EQ, 98)) is Verdict.CLOSE
    assert verdict(row(Operator.GE, 99), row(Operator.EQ, 97.9)) is Verdict.UNMET
    assert verdict(row(Operator.GE, 100, unit="MPa"), row(Operator.EQ, 95, unit="MPa")) is Verdict.CLOSE
    assert verdict(row(Operator.GE, 100, unit="MPa"), row(Operator.EQ, 94.9, unit="MPa")) is Verdict.UNMET


def test_gap_in_points_and_in_the_needs_unit(app: Flask) -> None:
    with app.test_request_context():
        points = compare(row(Operator.GE, 99.95), [row(Operator.EQ, 99.55)])
        assert points.gap == "差 0.4 个百分点"
        tons = compare(row(Operator.LE, 0.8, unit="t/t"), [row(Operator.EQ, 830, unit="kg/t")])
        assert (tons.verdict, tons.gap) == (Verdict.CLOSE, "差 0.03 t/t")


def test_the_sentence_of_a_near_miss_fits_both_directions(app: Flask) -> None:
    with app.test_request_context():
        points = compare(row(Operator.GE, 99.95), [row(Operator.EQ, 99.55)])
        assert (points.code, "1 个百分点" in points.reason) == ("close_points", True)
        more = compare(row(Operator.LE, 50, unit="ppm"), [row(Operator.EQ, 52, unit="ppm")])
        assert more.reason == "成果给出 52 ppm，略逊于要求 ≤ 50 ppm，差距不超过 5%。"


def test_a_longer_name_is_in_doubt_not_silent() -> None:
    need = Indicator("床层热点温度", Operator.LE, 400, unit="℃")
    found = compare(need, [Indicator("热点温度", Operator.EQ, 380, unit="℃")])
    assert (found.verdict, found.code) == (Verdict.UNSTATED, "other_scope")


def test_number_without_unit_is_not_compared() -> None:
    assert verdict(row(Operator.GE, 99), row(Operator.EQ, 99.5, unit="")) is Verdict.UNSTATED


def test_unknown_units_compare_only_when_written_alike() -> None:
    need = row(Operator.GE, 5, unit="颗星")
    assert verdict(need, row(Operator.EQ, 6, unit="颗星")) is Verdict.MET
    assert verdict(need, row(Operator.EQ, 6, unit="盏灯")) is Verdict.UNSTATED


def test_qualitative_rows() -> None:
    need = Indicator("外观", Operator.TEXT, value_text="无色 透明")
    assert verdict(need, replace(need, value_text="无色透明。")) is Verdict.MET
    assert verdict(need, replace(need, value_text="微黄")) is Verdict.UNSTATED


def test_condition_in_the_name_of_a_row() -> None:
    need = Indicator("粘度（25 ℃）", Operator.LE, 500, unit="mPa·s")
    assert verdict(need, Indicator("黏度(25℃)", Operator.EQ, 400, unit="cP")) is Verdict.MET
    assert verdict(need, Indicator("黏度(80℃)", Operator.EQ, 400, unit="cP")) is Verdict.UNSTATED


def test_a_row_named_as_a_change_is_one() -> None:
    (need,) = parse_indicators("能耗降低20%")
    typed = change_as_row(parse_indicators("能耗降低25%")[0])
    assert typed.name == "能耗降低"
    assert verdict(need, replace(typed, span=None)) is Verdict.MET
    assert verdict(Indicator("能耗降低", Operator.GE, 20, unit="%"), typed) is Verdict.MET
    assert (
        verdict(Indicator("能耗", Operator.LE, 20, unit="%"), replace(typed, span=None)) is Verdict.UNSTATED
    )


def test_every_sentence_can_be_filled(app: Flask) -> None:
    texts = [
        ("纯度≥99%", offer)
        for offer in ("纯度99.5%", "纯度98.5%", "纯度80%", "", "纯度约99%", "纯度 99", "粗纯度99%")
    ]
    with app.test_request_context():
        for need, offer in texts:
            comparison = compare(parse_indicators(need)[0], parse_indicators(offer))
            stored = shown(comparison.to_json())
            assert stored["reason"] == comparison.reason
            assert "%(" not in comparison.reason
    assert {"met", "close", "unmet", "unstated"} == {kind.value for kind in Verdict}
    assert len(_SENTENCES) > 20


def test_one_comparison_per_need() -> None:
    needs = parse_indicators("纯度≥99%，水分≤50ppm")
    assert [each.verdict for each in compare_all(needs, parse_indicators("水分 20 ppm"))] == [
        Verdict.UNSTATED,
        Verdict.MET,
    ]


amounts = st.floats(min_value=1e-3, max_value=1e6, allow_nan=False)
SCALES = [
    ("t", "kg", 1000.0),
    ("MPa", "kPa", 1000.0),
    ("h", "min", 60.0),
    ("mg/kg", "μg/kg", 1000.0),
    ("万元", "元", 1e4),
]


@given(bound=amounts, value=amounts)
def test_met_means_the_bound_holds(bound: float, value: float) -> None:
    need, offer = row(Operator.GE, bound, unit="kg"), row(Operator.EQ, value, unit="kg")
    found = verdict(need, offer)
    assert (found is Verdict.MET) == (value >= bound * (1 - 1e-9))


@given(bound=amounts, value=amounts, scale=st.sampled_from(SCALES))
def test_the_unit_of_the_offer_does_not_matter(
    bound: float, value: float, scale: tuple[str, str, float]
) -> None:
    big, small, factor = scale
    need = row(Operator.LE, bound, unit=big)
    if abs(value - bound) > 1e-6 * bound and abs(value - bound * 1.05) > 1e-6 * bound:
        assert verdict(need, row(Operator.EQ, value, unit=big)) is verdict(
            need, row(Operator.EQ, value * factor, unit=small)
        )


@given(bound=amounts, low=amounts, width=st.floats(min_value=0, max_value=1e3))
def test_a_range_is_never_better_than_its_worse_end(bound: float, low: float, width: float) -> None:
    need = row(Operator.GE, bound, unit="kg")
    order = [Verdict.UNMET, Verdict.CLOSE, Verdict.MET]
    whole = verdict(need, row(Operator.BETWEEN, low, low + width, unit="kg"))
    end = verdict(need, row(Operator.EQ, low, unit="kg"))
    assert order.index(whole) <= order.index(end)


@given(st.sampled_from(list(Operator)), amounts, amounts, st.sampled_from(list(Operator)), amounts, amounts)
def test_any_pair_of_rows_gets_a_verdict(
    one: Operator, a: float, b: float, two: Operator, c: float, d: float
) -> None:
    low, high = sorted((a, b))
    need, offer = row(one, low, high), row(two, *sorted((c, d)))
    assert verdict(need, offer) in Verdict

"""The coach: points, hints, and what each of them asks for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from matchmaker.achievements.quality import RULES, assess
from matchmaker.indicators.stated import Indicator, Operator

FULL: dict[str, Any] = {
    "title": "渗透汽化脱水工艺",
    "summary": "用分子筛膜在气相侧连续脱水，把有机溶剂的水分降到 30 mg/kg，不产生再生废水。",
    "comparison": "与 4A 分子筛间歇脱水比",
    "benefit": "水分由 300 降到 30 mg/kg，单位投资增加 26%",
    "indicators": [
        Indicator(f"指标{n}", Operator.LE, 1.0, baseline_value="2", evidence="检测报告") for n in range(3)
    ],
    "trl": 6,
    "process_scale": "pilot",
    "scale_tpa": None,
    "rights": [object()],
    "transfer_modes": ["licence"],
    "price_kind": "negotiable",
}
EMPTY: dict[str, Any] = {
    name: [] if isinstance(value, list) else None if name in ("trl", "scale_tpa") else ""
    for name, value in FULL.items()
}


@pytest.fixture(autouse=True)
def _texts(app: Flask):
    with app.test_request_context():
        yield


def test_points_sum_to_a_hundred() -> None:
    assert sum(rule[1] for rule in RULES) == 100


def test_best_and_worst() -> None:
    best, worst = assess(SimpleNamespace(**FULL)), assess(SimpleNamespace(**EMPTY))
    assert (best.score, best.is_good) == (100, True)
    assert (worst.score, worst.is_good) == (0, False)
    assert all(hint.text and hint.step and hint.field for hint in worst.hints)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("sentence", {"summary": "一种新工艺"}),
        ("no_boast", {"benefit": "填补国内空白，成本低 30%"}),
        ("comparison", {"comparison": "同类"}),
        ("benefit", {"benefit": "水分明显降低，投资略有增加"}),
        ("cost", {"benefit": "水分由 300 降到 30"}),
        ("figures", {"indicators": FULL["indicators"][:2]}),
        ("baseline", {"indicators": [Indicator("a", Operator.LE, 1.0, evidence="x")] * 3}),
        ("evidence", {"indicators": [Indicator("a", Operator.LE, 1.0, baseline_value="2")] * 3}),
        ("maturity", {"process_scale": ""}),
        ("rights", {"rights": []}),
        ("terms", {"price_kind": None}),
    ],
)
def test_each_hint(code: str, changes: dict[str, Any]) -> None:
    quality = assess(SimpleNamespace(**{**FULL, **changes}))
    assert [hint.code for hint in quality.hints if not hint.is_met] == [code]
    assert quality.score == 100 - next(rule[1] for rule in RULES if rule[0] == code)


def test_scale_in_tonnes_counts_as_scale() -> None:
    assert assess(SimpleNamespace(**{**FULL, "process_scale": "", "scale_tpa": 1000.0})).score == 100

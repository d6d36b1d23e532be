"""Units: the table against an independent library, compounds, what may not be compared."""

from __future__ import annotations

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.indicators.names import better, name_of, relation
from matchmaker.indicators.quantities import format_number, read_number
from matchmaker.indicators.units import comparable, symbols, unit_of

REGISTRY = pint.UnitRegistry()
KNOWN = {
    "km": "km", "mm": "mm", "μm": "µm", "nm": "nm", "Å": "angstrom", "cm^2": "cm**2", "hm^2": "hectare", "L": "L", "mL": "mL",
    "kg": "kg", "mg": "mg", "μg": "µg", "t": "metric_ton", "min": "min", "h": "h", "d": "day", "week": "week",
    "kPa": "kPa", "MPa": "MPa", "GPa": "GPa", "bar": "bar", "atm": "atm", "mmHg": "mmHg", "psi": "psi", "N": "N",
    "kgf": "kgf", "kJ": "kJ", "cal": "cal", "kcal": "kcal", "Wh": "Wh", "kWh": "kWh", "kW": "kW", "MW": "MW", "mA": "mA",
    "Ah": "A*h", "mAh": "mA*h", "V": "V", "Ω": "ohm", "S": "S", "F": "F", "Hz": "Hz", "Pa·s": "Pa*s", "mPa·s": "mPa*s",
    "P": "poise", "cSt": "centistokes", "mg/L": "mg/L", "Wh/kg": "Wh/kg", "mAh·g⁻¹": "mA*h/g", "S/cm": "S/cm",
    "g/(m²·24 h)": "g/m**2/day", "W/(m·K)": "W/m/K", "kWh/t": "kWh/metric_ton", "kg/h": "kg/h", "g/10min": "g/(10*min)",
    "L/(m²·h)": "L/m**2/h", "N/mm²": "N/mm**2", "mW·cm⁻²": "mW/cm**2", "MΩ·cm": "megaohm*cm", "kgf/cm^2": "kgf/cm**2",
}  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs"), KNOWN.items())
def test_factors(ours: str, theirs: str) -> None:
    unit = unit_of(ours)
    assert unit is not None
    assert unit.factor == pytest.approx(REGISTRY(theirs).to_base_units().magnitude, rel=1e-9)


@pytest.mark.parametrize(
    "spelling",
    [
        "万吨/年",
        "t/a",
        "元/吨",
        "dB(A)",
        "kgce/t",
        "Nm³/h",
        "亿个/g",
        "mgKOH/g",
        "mg KOH·g⁻¹",
        "度/吨",
        "吨每天",
        "%（质量分数）",
        "mg／kg",
        "㎎/㎏",
    ],
)
def test_spellings_are_known(spelling: str) -> None:
    assert unit_of(spelling) is not None


@pytest.mark.parametrize("text", ["", "xyz", "颗星", "/", "()", "m" * 50, "kg降低到", "1", "%%"])
def test_no_unit(text: str) -> None:
    assert unit_of(text) is None


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("mg/kg", "ppm", True), ("%", "‰", True), ("wt%", "%", True), ("vol%", "wt%", False), ("mg/L", "mg/kg", False),
        ("dB", "dB(A)", False), ("HRC", "HV", False), ("m³", "Nm³", False), ("元", "美元", False), ("%", "个百分点", False),
        ("t蒸汽/t", "t/t", True), ("t蒸汽/t", "t水/t", False), ("tce/t", "t/t", False), ("℃", "K", True), ("次", "个", False),
    ],
)  # fmt: skip
def test_comparable(one: str, other: str, may: bool) -> None:
    first, second = unit_of(one), unit_of(other)
    assert first is not None
    assert second is not None
    assert comparable(first, second) is may


def test_table_has_no_unknown_symbol() -> None:
    assert len(symbols()) >= 80
    assert [symbol for symbol in symbols() if unit_of(symbol) is None] == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("水分", "含水率", "same"), ("脱除率", "去除率", "same"), ("抗拉强度", "拉伸强度", "same"), ("导热系数", "热导率", "same"),
        ("产品水分", "出口含水量", "same"), ("单线处理能力", "处理量", "same"), ("转化率", "收率", "different"),
        ("收率", "选择性", "different"), ("COD去除率", "氨氮去除率", "different"), ("COD去除率", "去除率", "doubtful"),
        ("原料水分", "水分", "doubtful"), ("BDO纯度", "1,4-丁二醇纯度", "same"),
        ("床层热点温度", "热点温度", "doubtful"), ("热点温度", "冷点温度", "different"), ("能量密度", "密度", "different"), ("纯度（GC法）", "纯度", "same"),
    ],
)  # fmt: skip
def test_names(one: str, other: str, kind: str) -> None:
    assert relation(one, other) == relation(other, one) == kind


def test_directions() -> None:
    assert (better("含水率"), better("收率"), better("反应时间"), better("没有听说过")) == (
        "lower",
        "higher",
        "",
        "",
    )
    assert name_of("产品的金属离子含量").head == "金属离子"


@given(st.floats(min_value=-1e11, max_value=1e11, allow_nan=False).map(lambda value: float(f"{value:.6g}")))
def test_numbers_survive_being_shown(value: float) -> None:
    if value == 0 or abs(value) >= 1e-4:
        assert read_number(format_number(value)) == pytest.approx(value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("text", ["/0L", "0min", "m^99", "kg/99999999999999h"])
def test_impossible_units_are_none(text: str) -> None:
    assert unit_of(text) is None


@pytest.mark.parametrize(
    ("text", "points"), [("%", True), ("wt%", True), ("‰", True), ("kg/t", False), ("g/kg", False)]
)
def test_only_percentages_are_counted_in_points(text: str, points: bool) -> None:
    unit = unit_of(text)
    assert unit is not None
    assert unit.is_percent is points

"""Reading of free text: names, operators, values, units, conditions; and what must not be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.indicators.parse import parse_indicators

READ = [
    ("产品纯度达到99.9％以上，含水量不超过 30ppm；蒸汽单耗≤0.8 t/t", ["纯度 ≥ 99.9%", "含水量 ≤ 30 ppm", "蒸汽单耗 ≤ 0.8 t/t"]),
    ("能耗降低20%以上", ["能耗 ≥ 20%"]),
    ("综合能耗较现有工艺降低 15% 以上", ["综合能耗 ≥ 15%"]),
    ("在25℃下电导率≥1×10⁻³ S/cm", ["电导率 ≥ 0.001 S/cm"]),
    ("工作温度-20~60℃", ["工作温度 −20–60 ℃"]),
    ("使用温度范围 -40℃～85℃", ["使用温度范围 −40–85 ℃"]),
    ("温度 20±2 ℃", ["温度 20 ± 2 ℃"]),
    ("控温精度±0.5℃", ["控温精度 ± 0.5 ℃"]),
    ("纯度和收率分别达到99%和95%", ["纯度 = 99%", "收率 = 95%"]),
    ("使用寿命三年", ["使用寿命 = 3 年"]),
    ("运行周期不少于半年", ["运行周期 ≥ 0.5 年"]),
    ("响应时间 2 s 以内", ["响应时间 ≤ 2 s"]),
    ("1,4-丁二醇纯度≥99.7%，符合GB/T 34670-2017", ["1,4-丁二醇纯度 ≥ 99.7%"]),
    ("脱除率百分之九十五以上", ["脱除率 ≥ 95%"]),
    ("收率≥九成", ["收率 ≥ 90%"]),
    ("5 ≤ pH ≤ 9", ["pH 5–9"]),
    ("有效活菌数≥2亿/g", ["有效活菌数 ≥ 200,000,000 个/g"]),
    ("99.9%以上的纯度", ["纯度 ≥ 99.9%"]),
    ("噪声≤75dB(A)", ["噪声 ≤ 75 dB(A)"]),
    ("硬度HRC≥60", ["硬度 ≥ 60 HRC"]),
    ("吨产品电耗 ≤ 3200 kWh", ["电耗 ≤ 3200 kWh/t"]),
    ("年处理能力1.5×10^5吨", ["处理能力 = 150,000 吨/年"]),
    ("形成年产5万吨生产线", ["产能 = 5 万吨/年"]),
    ("水蒸气透过量≤10 g/(m²·24h)", ["水蒸气透过量 ≤ 10 g/(m²·24h)"]),
    ("三元材料比容量≥200 mAh/g", ["三元材料比容量 ≥ 200 mAh/g"]),
    ("循环寿命≥1万次", ["循环寿命 ≥ 1 万次"]),
    ("转化率不得低于98%", ["转化率 ≥ 98%"]),
    ("成本不高于１．２万元／吨", ["成本 ≤ 1.2 万元/吨"]),
    ("有机相损失<0.5‰", ["有机相损失 < 0.5‰"]),
    ("年节电约 35 万 kWh", ["年节电量 = 35 万 kWh"]),
    ("电阻率≥10^6 Ω·cm", ["电阻率 ≥ 1,000,000 Ω·cm"]),
    ("硬度≥HRC58", ["硬度 ≥ 58 HRC"]),
    ("水分介于 0.1% 与 0.3% 之间", ["水分 0.1–0.3%"]),
    ("产能≥百万吨/年", ["产能 ≥ 1,000,000 吨/年"]),
    ("COD、氨氮去除率分别为 92%、80%", ["COD去除率 = 92%", "氨氮去除率 = 80%"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), READ)
def test_read(text: str, shown: list[str]) -> None:
    assert [f"{one.name} {one.display}" for one in parse_indicators(text)] == shown


@pytest.mark.parametrize(
    "text",
    [
        "采用4A分子筛间歇脱水，符合 GB/T 34670-2017",
        "2025年建成，TRL 6",
        "2026-12-18 17:00 截止",
        "1,4-丁二醇与γ-丁内酯",
        "一种三元正极材料的二次利用方法",
        "CAS 110-63-4",
        "原料比例 1:10",
        "建设 2 条线",
        "",
        "℃%≥≤±~",
        "≥99.5%",
    ],
)
def test_not_an_indicator(text: str) -> None:
    assert parse_indicators(text) == []


def test_level_after_a_fall_is_told_from_where_it_began() -> None:
    before, after = parse_indicators("水分由 500 mg/kg 降至 30 mg/kg")
    assert (before.is_reference, before.number) == (True, 500)
    assert (after.is_reference, after.number, after.change) == (False, 30, "")


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("能耗降低20%", "down"),
        ("收率提高5个百分点", "up"),
        ("提高收率3%", "up"),
        ("节能30%以上", "down"),
        ("降解率≥90%", ""),
        ("节电 20%", "down"),
        ("节电 35 万 kWh", ""),
        ("节省蒸汽 2 万吨", "down"),
    ],
)
def test_change(text: str, change: str) -> None:
    assert [one.change for one in parse_indicators(text)] == [change]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("1000次循环后容量保持率≥80%", "1000次循环后"),
        ("循环1000次容量保持率≥80%", "循环1000次"),
        ("容量保持率≥80%（1000次循环后）", "1000次循环后"),
        ("粘度（25℃）≤500 mPa·s", "25℃"),
        ("72 h内降解率≥90%", "72 h"),
        ("180天降解率≥90%", "180天"),
    ],
)
def test_condition(text: str, condition: str) -> None:
    assert [one.condition for one in parse_indicators(text)] == [condition]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("预计转化率可达99%", "is_planned"),
        ("收率98%左右", "is_approximate"),
        ("收率约98%", "is_approximate"),
        ("现有技术转化率90%", "is_reference"),
        ("转化率达到95%", "is_implied"),
    ],
)
def test_how_firmly_it_was_said(text: str, flag: str) -> None:
    (one,) = parse_indicators(text)
    assert getattr(one, flag) is True


def test_spans_point_into_the_original_text() -> None:
    text = "要求：产品纯度≥９９．９５％，水分≤50ｍｇ/kg。"
    assert [text[one.span[0] : one.span[1]] for one in parse_indicators(text) if one.span] == [
        "纯度≥９９．９５％",
        "水分≤50ｍｇ/kg",
    ]


@given(
    st.text(
        alphabet=st.sampled_from("纯度水分率≥≤><=±~%℃0123456789.,-–至到以上万亿年吨/年kgmL(（）)，。 "),
        max_size=60,
    )
)
def test_any_text_is_survived_and_spans_fit(text: str) -> None:
    for one in parse_indicators(text):
        assert one.name
        assert one.span is not None
        assert 0 <= one.span[0] <= one.span[1] <= len(text)


@given(st.text(max_size=200))
def test_arbitrary_unicode_is_survived(text: str) -> None:
    assert all(one.name and one.span and one.span[1] <= len(text) for one in parse_indicators(text))

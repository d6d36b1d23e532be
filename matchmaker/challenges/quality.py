"""The coach: how well a need is described, from 0 to 100, and what would make it better. Pure.

The points follow what solvers say they lack: a problem instead of a wish for a whole product, figures with test
method and present value, scale, time, money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import gettext as _

from matchmaker.challenges.vocabulary import FundingKind
from matchmaker.indicators.parse import parse_indicators
from matchmaker.indicators.stated import Indicator, Operator

GOOD_ENOUGH = 75  # from here on the sub-centre need not ask back
VAGUE = re.compile(
    "大幅|显著|明显(?!下降|上升)|较高|较低|更高|更低|更好|先进|高效|优良|良好|适当|尽可能|尽量|合理|一定程度|世界一流|国际领先|提质增效"
)
WHOLE_PRODUCT = re.compile(
    r"(?:整套|全套|一整套|交钥匙|整条|全流程)[^，。；\n]{0,8}(?:设备|装置|产品|产线|生产线|系统|平台|工厂|解决方案)"
)
_CAPACITY = re.compile(r"产能|处理能力|处理量|生产能力|加工能力|规模|通量|产量")
_SENTENCE = re.compile(r"[^，。；;！？\n]+")
_SHORTFALL = re.compile("不到|不足|只有|仅")  # says what is reached today, not what is wanted
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万]+(?:成|倍|吨|年|个月|小时|天|次)")


@dataclass(frozen=True)
class Sketch:
    """What is written so far, from the row or from a form not yet saved."""

    title: str = ""
    summary: str = ""
    problem: str = ""
    present_state: str = ""
    tried: str = ""
    expected_goal: str = ""
    keywords: tuple[str, ...] = ()
    domain_code: str = ""
    industry_code: str = ""
    indicators: tuple[Indicator, ...] = ()
    scale_tpa: float | None = None
    funding_kind: FundingKind | None = None
    funding_amount: int | None = None
    ends_on: Any = None
    deadline_at: Any = None


def sketch_of(row: Any, changes: Mapping[str, Any] | None = None) -> Sketch:
    """The row with the typed values laid over it."""
    given = dict(changes or {})
    values = {field.name: given.get(field.name, getattr(row, field.name)) for field in fields(Sketch)}
    rows = values["indicators"] or ()
    values["indicators"] = tuple(one if isinstance(one, Indicator) else one.to_indicator() for one in rows)
    values["keywords"] = tuple(values["keywords"] or ())
    return Sketch(**values)


@dataclass(frozen=True)
class Hint:
    """One line of the coach. ``points`` can still be won; 0 means that this is fine."""

    text: str
    points: int
    field: str
    example: str = ""
    is_begun: bool = True  # nothing there yet: a hollow circle instead of a warning

    @property
    def is_good(self) -> bool:
        return self.points == 0


@dataclass(frozen=True)
class Quality:
    """Score and hints: what is worth most first, then what is not begun, then what is fine."""

    score: int
    hints: tuple[Hint, ...]

    @property
    def open_hints(self) -> tuple[Hint, ...]:
        return tuple(hint for hint in self.hints if not hint.is_good)

    @property
    def is_good_enough(self) -> bool:
        return self.score >= GOOD_ENOUGH


def assess(sketch: Sketch) -> Quality:
    """Judge a sketch."""
    hints = [check(sketch) for check in _CHECKS]
    lost = sum(hint.points for hint in hints)
    ordered = sorted(hints, key=lambda hint: (hint.is_good, not hint.is_begun, -hint.points))
    return Quality(100 - lost, tuple(ordered))


def recognised(sketch: Sketch) -> tuple[Indicator, ...]:
    """Figures stated in the texts that have no row yet; figures of others and of today are left out."""
    present = {row.name for row in sketch.indicators}
    found: dict[str, Indicator] = {}
    for text in (sketch.problem, sketch.expected_goal, sketch.summary, sketch.title):
        for one in parse_indicators(text):
            words = text[slice(*one.span)] if one.span else ""
            wanted = not (one.is_reference or one.is_implied or one.change or _SHORTFALL.search(words))
            if wanted and one.name not in present and one.name not in found:
                found[one.name] = one
    return tuple(found.values())


def vague_words(text: str) -> list[str]:
    """Words that say nothing measurable, unless a figure stands in the same clause."""
    found = [
        match.group()
        for clause in _SENTENCE.findall(text)
        if not _FIGURE.search(clause)
        for match in VAGUE.finditer(clause)
    ]
    return list(dict.fromkeys(found))


# -- checks; the points add up to 100 ------------------------------------------------------------


def _title(sketch: Sketch) -> Hint:
    example = _("电子级 γ-丁内酯深度脱水与痕量金属脱除技术")
    if len(sketch.title) >= 8:
        return Hint(_("名称说得出对象和问题"), 0, "title")
    return Hint(_("名称写出对象和要解决的问题"), 4, "title", example, bool(sketch.title))


def _problem_length(sketch: Sketch) -> Hint:
    length = len(sketch.problem)
    if length >= 60:
        return Hint(_("问题有具体描述"), 0, "problem")
    example = _("精馏后水分在 300–500 mg/kg，钠、铁离子批次波动大，达不到电解液要求。")
    return Hint(
        _("问题再写细一些：在哪道工序、什么现象、多大影响"),
        10 if length < 30 else 5,
        "problem",
        example,
        length > 0,
    )


def _problem_figures(sketch: Sketch) -> Hint:
    if not sketch.problem:
        return Hint(_("问题中写出数字"), 8, "problem", is_begun=False)
    if _FIGURE.search(sketch.problem):
        return Hint(_("问题中有数字"), 0, "problem")
    return Hint(_("问题中没有数字，写出现在的数值和影响"), 8, "problem", _("停车清洗一次 36 h，每月两次"))


def _vague(sketch: Sketch) -> Hint:
    text = "\n".join((sketch.title, sketch.summary, sketch.problem, sketch.expected_goal))
    if not sketch.problem:
        return Hint(_("用数字代替“大幅”“更好”这类词"), 8, "problem", is_begun=False)
    words = vague_words(text)
    if not words:
        return Hint(_("没有含糊的说法"), 0, "problem")
    quoted = "".join(f"“{word}”" for word in words[:3])
    return Hint(
        _("%(words)s没有说明到什么程度，换成数字", words=quoted),
        8 if len(words) > 1 else 5,
        "problem",
        _("“大幅降低能耗”改为“蒸汽单耗由 1.6 降到 0.8 t/t”"),
    )


def _whole_product(sketch: Sketch) -> Hint:
    if not sketch.problem and not sketch.title:
        return Hint(_("写一个具体问题，不是“整套产品”"), 6, "problem", is_begun=False)
    found = WHOLE_PRODUCT.search("\n".join((sketch.title, sketch.summary, sketch.problem)))
    if found is None:
        return Hint(_("问题具体，不是“整套产品”"), 0, "problem")
    return Hint(
        _("“%(words)s”范围太大，指出其中卡住的一环", words=found.group()),
        6,
        "problem",
        _("不写“整套回收装置”，写“回收溶剂中水分降不下来”"),
    )


def _present(sketch: Sketch) -> Hint:
    count = bool(sketch.present_state) + bool(sketch.tried)
    if count == 2:
        return Hint(_("写了现状和试过的办法"), 0, "present_state")
    if sketch.present_state:
        return Hint(
            _("写出试过什么、为什么不行"), 4, "tried", _("4A 分子筛间歇脱水，再生频繁、粉化带入金属。")
        )
    return Hint(
        _("写出现在的做法和数值"),
        8 - 4 * count,
        "present_state",
        _("两级减压精馏，蒸汽单耗 1.6 t/t。"),
        bool(sketch.problem),
    )


def _rows(sketch: Sketch) -> Hint:
    measured = [row for row in sketch.indicators if row.operator is not Operator.TEXT]
    if len(measured) >= 2:
        return Hint(_("%(n)s 项指标可测量", n=len(measured)), 0, "indicators")
    example = _("水分 ≤ 50 mg/kg，卡尔·费休库仑法")
    if measured:
        return Hint(_("只有 1 项可测量的指标，再加一项"), 7, "indicators", example)
    return Hint(_("还没有可测量的指标"), 14, "indicators", example, bool(sketch.indicators))


def _methods(sketch: Sketch) -> Hint:
    lacking = [place for place, row in enumerate(sketch.indicators, start=1) if not row.test_method]
    if not sketch.indicators:
        return Hint(_("给每项指标写上测试方法"), 10, "indicators", is_begun=False)
    if not lacking:
        return Hint(_("每项指标都有测试方法"), 0, "indicators")
    places = "、".join(str(place) for place in lacking[:4])
    points = max(2, round(10 * len(lacking) / len(sketch.indicators)))
    return Hint(
        _("第 %(rows)s 行缺测试方法", rows=places), points, "indicators", _("GB/T 265，或“72 h 连续运行考核”")
    )


def _present_values(sketch: Sketch) -> Hint:
    if not sketch.indicators:
        return Hint(_("给指标写上现值"), 6, "indicators", is_begun=False)
    if any(row.present_value for row in sketch.indicators):
        return Hint(_("写了现值，看得出差距"), 0, "indicators")
    return Hint(_("没有现值，揭榜方看不出差距"), 6, "indicators", _("水分：现在 300–500"))


def _scale(sketch: Sketch) -> Hint:
    if sketch.scale_tpa or any(_CAPACITY.search(row.name) for row in sketch.indicators):
        return Hint(_("写了处理规模"), 0, "scale_tpa")
    return Hint(
        _("未写处理规模，揭榜方无法估算设备"),
        8,
        "scale_tpa",
        _("单线处理能力 ≥ 5000 t/a"),
        bool(sketch.indicators),
    )


def _codes(sketch: Sketch) -> Hint:
    points = 2 * (not sketch.domain_code) + 2 * (not sketch.industry_code) + 2 * (not sketch.keywords)
    if not points:
        return Hint(_("领域、行业、关键词齐全"), 0, "domain_code")
    first = next(name for name in ("keywords", "domain_code", "industry_code") if not getattr(sketch, name))
    return Hint(_("补齐领域、行业和关键词，匹配更准"), points, first, is_begun=points < 6)


def _funding(sketch: Sketch) -> Hint:
    if sketch.funding_amount:
        return Hint(_("写了金额"), 0, "funding_amount")
    if sketch.funding_kind is FundingKind.NEGOTIABLE:
        return Hint(_("“面议”收到的方案较少，能写区间更好"), 3, "funding_kind")
    field = "funding_amount" if sketch.funding_kind else "funding_kind"
    return Hint(_("未写资金"), 6, field, _("悬赏 380 万元"), sketch.funding_kind is not None)


def _time(sketch: Sketch) -> Hint:
    points = 3 * (sketch.ends_on is None) + 3 * (sketch.deadline_at is None)
    if not points:
        return Hint(_("写了时限"), 0, "ends_on")
    name = "ends_on" if sketch.ends_on is None else "deadline_on"
    return Hint(_("未写完成时限或揭榜截止日"), points, name, is_begun=points < 6)


_CHECKS: tuple[Callable[[Sketch], Hint], ...] = (
    _title, _problem_length, _problem_figures, _vague, _whole_product, _present, _rows, _methods,
    _present_values, _scale, _codes, _funding, _time,
)  # fmt: skip

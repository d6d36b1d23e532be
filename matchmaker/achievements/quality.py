"""The coach of the form: what makes an achievement useful to a company, with points and the step to mend it in.

Companies refuse offers whose benefit over present practice, cost, maturity or proof is unclear; each of these is
one hint. Pure: works on the model or on any object with the same attributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

GOOD = 75  # from here on the offer needs no help by a broker
_NUMBER = re.compile(r"\d")
_COST = re.compile(r"成本|投资|费用|单耗|能耗|元|价格|代价|折旧|运行费|增加|升高")
_BOAST = re.compile(
    r"填补(?:国内|国际)?空白|国际领先|国内领先|世界一流|革命性|颠覆性|前景广阔|效益显著|性能优异"
)
_WHOLE_SENTENCE = 30  # characters


@dataclass(frozen=True)
class Hint:
    """One thing the coach looks at. ``text`` praises when ``is_met``, else says what to add."""

    code: str
    points: int
    is_met: bool
    text: str
    step: str
    field: str


@dataclass(frozen=True)
class Quality:
    """``score`` from 0 to 100."""

    score: int
    hints: Sequence[Hint]

    @property
    def is_good(self) -> bool:
        return self.score >= GOOD


Rule = tuple[str, int, str, str, Callable[[Any], bool], Callable[[], str], Callable[[], str]]


def _measured(offer: Any) -> list[Any]:
    return [row for row in offer.indicators if row.value_low is not None or row.value_high is not None]


def _share(rows: Sequence[Any], column: str) -> float:
    return sum(bool(getattr(row, column)) for row in rows) / len(rows) if rows else 0.0


RULES: tuple[Rule, ...] = (
    (
        "sentence", 10, "overview", "summary",
        lambda o: len(o.summary or "") >= _WHOLE_SENTENCE,
        lambda: _("一句话说明讲清了做什么"),
        lambda: _("用一句话写清：用什么办法、解决什么问题、做到什么程度"),
    ),
    (
        "no_boast", 5, "overview", "summary",
        lambda o: bool(o.summary) and not _BOAST.search(f"{o.title}{o.summary}{o.benefit or ''}"),
        lambda: _("没有空泛的形容"),
        lambda: _("把“国际领先”“填补空白”一类的话换成数字和对照"),
    ),
    (
        "comparison", 10, "technology", "comparison",
        lambda o: len(o.comparison or "") >= 8,
        lambda: _("说明了与什么比"),
        lambda: _("写明与什么比，例如“与现有 4A 分子筛间歇脱水比”"),
    ),
    (
        "benefit", 10, "technology", "benefit",
        lambda o: bool(_NUMBER.search(o.benefit or "")),
        lambda: _("好处有数字"),
        lambda: _("好多少要写数字，例如“水分由 300 降到 30 mg/kg”"),
    ),
    (
        "cost", 10, "technology", "benefit",
        lambda o: bool(_COST.search(o.benefit or "")),
        lambda: _("写了代价"),
        lambda: _("代价是什么也要写：投资、能耗、运行费，变差的也写上"),
    ),
    (
        "figures", 15, "technology", "indicators",
        lambda o: len(_measured(o)) >= 3,
        lambda: _("有 3 项以上可测量的指标"),
        lambda: _("至少写 3 项有数值的指标，企业按指标逐项比对"),
    ),
    (
        "baseline", 10, "technology", "indicators",
        lambda o: _share(o.indicators, "baseline_value") >= 0.5,
        lambda: _("指标有现有做法作对照"),
        lambda: _("半数以上的指标写上“现有做法”的数值，才看得出变化"),
    ),
    (
        "evidence", 10, "technology", "indicators",
        lambda o: _share(o.indicators, "evidence") >= 0.5,
        lambda: _("指标有依据"),
        lambda: _("给指标写依据：检测报告、中试记录、用户证明"),
    ),
    (
        "maturity", 10, "maturity", "trl",
        lambda o: bool(o.trl) and (bool(o.process_scale) or bool(o.scale_tpa)),
        lambda: _("成熟度和规模都有"),
        lambda: _("选成熟度等级，并写做到的规模（小试、中试、t/a）"),
    ),
    (
        "rights", 5, "evidence", "rights",
        lambda o: bool(o.rights),
        lambda: _("列了知识产权或证据"),
        lambda: _("列出专利、论文或检测报告，号码会自动核对"),
    ),
    (
        "terms", 5, "transfer", "transfer_modes",
        lambda o: bool(o.transfer_modes) and bool(o.price_kind),
        lambda: _("写了转化方式和价格"),
        lambda: _("选转化方式，价格可写面议"),
    ),
)  # fmt: skip


def assess(offer: Any) -> Quality:
    """Score and hints of an achievement, also of an unfinished one."""
    hints = []
    for code, points, step, field, holds, praise, advice in RULES:
        is_met = holds(offer)
        hints.append(Hint(code, points, is_met, praise() if is_met else advice(), step, field))
    return Quality(sum(hint.points for hint in hints if hint.is_met), hints)

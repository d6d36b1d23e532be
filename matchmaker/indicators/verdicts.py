"""What a comparison ends in, and its wording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.indicators.quantities import format_number
from matchmaker.indicators.stated import Indicator
from matchmaker.kernel.enums import LabelledEnum


class Verdict(LabelledEnum):
    """From good to bad; `UNSTATED` stands outside the order and never counts against an offer."""

    MET = "met", _l("满足"), "ok"
    CLOSE = "close", _l("接近"), "near"
    UNMET = "unmet", _l("不满足"), "no"
    UNSTATED = "unstated", _l("未说明"), "na"


SEVERITY = {Verdict.MET: 0, Verdict.CLOSE: 1, Verdict.UNMET: 2}


@dataclass(frozen=True)
class Comparison:
    """The verdict on one required indicator; ``code`` says why, ``params`` fill its sentence."""

    need: Indicator
    offer: Indicator | None
    verdict: Verdict
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    miss: float | None = None  # in the need's unit; by how much the bound is missed
    is_points: bool = False  # the miss is counted in percentage points

    @property
    def gap(self) -> str:
        """``差 0.03 t/t``, ``差 0.4 个百分点``; empty unless the bound is missed by a number."""
        return gap_text(self.miss, self.need.unit, self.is_points)

    @property
    def reason(self) -> str:
        """One sentence in the reader's language."""
        return reason_text(self.code, self.params)

    def to_json(self) -> dict[str, Any]:
        """What a stored match keeps of it; `shown` turns it into words again."""
        return {
            "name": self.need.name, "required": self.need.display, "offered": self.offer.figure if self.offer else "",
            "verdict": self.verdict.value, "code": self.code, "params": self.params, "miss": self.miss,
            "unit": self.need.unit, "points": self.is_points, "must": self.need.is_must, "layer": self.need.layer.value,
            "offer_layer": self.offer.layer.value if self.offer else "public",
        }  # fmt: skip


def shown(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored comparison with its sentences in the reader's language."""
    return stored | {
        "gap": gap_text(stored.get("miss"), stored.get("unit", ""), stored.get("points", False)),
        "reason": reason_text(stored["code"], stored.get("params", {})),
    }


def gap_text(miss: float | None, unit: str, is_points: bool) -> str:
    if not miss:
        return ""
    figure = format_number(float(f"{miss:.3g}"))
    if is_points:
        return _("差 %(gap)s 个百分点", gap=figure)
    return _("差 %(gap)s %(unit)s", gap=figure, unit=unit).rstrip()


def reason_text(code: str, params: dict[str, Any]) -> str:
    """The sentence of a reason code. Raises KeyError for an unknown code."""
    return str(_SENTENCES[code]) % params


_SENTENCES = {
    "met": _l("成果给出 %(offered)s，达到要求 %(required)s。"),
    "met_range": _l("成果给出 %(offered)s，按其较差一端仍达到要求 %(required)s。"),
    "covered": _l("成果的适用区间 %(offered)s 覆盖要求的 %(required)s。"),
    "close": _l("成果给出 %(offered)s，略逊于要求 %(required)s，差距不超过 5%%。"),
    "close_points": _l("成果给出 %(offered)s，略逊于要求 %(required)s，差距不超过 1 个百分点。"),
    "close_strict": _l("成果给出 %(offered)s，正好在界限上，要求是 %(required)s。"),
    "unmet": _l("成果给出 %(offered)s，没有达到要求 %(required)s。"),
    "not_covered": _l("成果的适用区间 %(offered)s 没有覆盖要求的 %(required)s。"),
    "same_text": _l("双方写法一致：%(offered)s。"),
    "silent": _l("成果没有说明这项指标。"),
    "no_number": _l("有一方没有写数值，需人工判断。"),
    "no_need": _l("没有从需求中识别出指标。"),
    "other_scope": _l("成果说的是“%(name)s”，不能确定与“%(required_name)s”是同一项。"),
    "other_kind": _l("一方写的是变化幅度，另一方写的是绝对水平，不能直接比较。"),
    "other_condition": _l("测试条件不同或没有写明（要求：%(condition)s）。"),
    "unit_missing": _l("有一方没有写单位，不能比较。"),
    "unit_differs": _l("单位“%(one)s”与“%(other)s”不能换算。"),
    "open_end": _l("成果只给出 %(offered)s，较差一端没有写明。"),
    "about": _l("成果给出的是约数 %(offered)s，不能确定是否达到 %(required)s。"),
    "need_about": _l("需求写的是约数 %(required)s，不能确定界限。"),
    "planned": _l("成果给出的 %(offered)s 是预期值，还没有实现。"),
    "no_direction": _l("需求只写了 %(required)s，没有写是上限还是下限。"),
    "one_sided_use": _l("需求只写了单边 %(required)s，成果给出的是适用区间 %(offered)s，需人工判断。"),
    "which_range": _l("要求是 %(required)s，成果给出 %(offered)s，不能确定是要覆盖这个区间还是要落在其中。"),
    "year_hours": _l("换算取决于每年运行多少小时，按 7200–8760 小时结论不一。"),
}

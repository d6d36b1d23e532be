"""One row as it was typed: read into an `Indicator`, with errors and soft warnings per cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.indicators.quantities import ARABIC, fold, format_number, read_number
from matchmaker.indicators.stated import (
    METHOD_LENGTH,
    NAME_LENGTH,
    REMARK_LENGTH,
    TEXT_LENGTH,
    UNIT_LENGTH,
    Indicator,
    Operator,
)
from matchmaker.indicators.units import unit_of
from matchmaker.kernel.layers import Layer

LABELS = {
    "name": _l("指标名称"),
    "operator": _l("关系"),
    "value": _l("数值"),
    "unit": _l("单位"),
    "test_method": _l("测试方法"),
    "present_value": _l("现值"),
    "baseline_value": _l("现有做法"),
    "evidence": _l("依据"),
    "is_must": _l("关键"),
    "layer": _l("可见范围"),
}
LIMITS = {
    "name": NAME_LENGTH,
    "value": TEXT_LENGTH,
    "unit": UNIT_LENGTH,
    "test_method": METHOD_LENGTH,
    "present_value": REMARK_LENGTH,
    "baseline_value": REMARK_LENGTH,
    "evidence": TEXT_LENGTH,
}
NEED_COLUMNS = ("name", "operator", "value", "unit", "test_method", "present_value", "is_must", "layer")
OFFER_COLUMNS = ("name", "operator", "value", "unit", "baseline_value", "test_method", "evidence", "layer")
LARGEST = 1e15  # beyond this a figure is a slip of the finger
_SIGNS = {"≥": "ge", ">=": "ge", "≤": "le", "<=": "le", ">": "gt", "<": "lt", "=": "eq", "±": "plus_minus"}
_NUM = ARABIC.replace("?P<", "?P<_")
_CELL = re.compile(r"(?P<sign>>=|<=|[≥≤><=])?\s*(?P<rest>.*)", re.S)
_RANGE = re.compile(
    r"(?P<low>[+-]?\s*[\d.].*?)\s*(?:~|–|至|到|-(?!\d+\)?$)|-)\s*(?P<high>[+-]?\s*[\d.].*)", re.S
)
_FOLLOWED = re.compile(rf"(?P<number>[+-]?\s*{ARABIC})\s*(?P<unit>[^\d\s].*)", re.S)
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass
class Entry:
    """The typed cells of one row and what was found in them."""

    cells: dict[str, str]
    indicator: Indicator | None = None
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not any(self.cells.get(column, "").strip() for column in LIMITS)


def entry_of(row: Any) -> Entry:
    """The cells that show a stored row or an `Indicator`."""
    indicator: Indicator = row if isinstance(row, Indicator) else row.to_indicator()
    cells = {column: str(getattr(indicator, column, "")) for column in LIMITS if column != "value"}
    cells |= {
        "operator": indicator.operator.value,
        "layer": indicator.layer.value,
        "value": _cell_of(indicator),
    }
    cells["is_must"] = "1" if indicator.is_must else ""
    return Entry(cells, indicator)


def _cell_of(indicator: Indicator) -> str:
    low, high = indicator.value_low, indicator.value_high
    if indicator.operator is Operator.TEXT or indicator.number is None:
        return indicator.value_text
    if indicator.operator in (Operator.BETWEEN, Operator.PLUS_MINUS) and low is not None and high is not None:
        joint = "–" if indicator.operator is Operator.BETWEEN else " ± "
        return f"{format_number(low)}{joint}{format_number(high)}"
    return format_number(indicator.number)


def read_entry(entry: Entry, number: int) -> None:
    """Fill in ``indicator``, ``errors`` and ``warnings``; ``number`` is the row's place as the user counts."""
    cells = entry.cells
    for column, limit in LIMITS.items():
        cells[column] = _INVISIBLE.sub("", cells.get(column, "")).strip()
        if len(cells[column]) > limit:
            entry.errors[column] = _(
                "第 %(row)s 行“%(column)s”最多 %(limit)s 字，现在 %(length)s 字，请缩短。",
                row=number, column=LABELS[column], limit=limit, length=len(cells[column]),
            )  # fmt: skip
    if not cells["name"]:
        entry.errors["name"] = _("第 %(row)s 行缺“指标名称”，请填写，例如“纯度”。", row=number)
    values = {} if "value" in entry.errors else _read_value(entry, number)
    layer = cells.get("layer") or Layer.PUBLIC.value
    if layer not in {member.value for member in Layer}:
        entry.errors["layer"] = _("第 %(row)s 行“可见范围”请从列表中选择。", row=number)
    if entry.errors:
        return
    texts = {key: cells[key] for key in LIMITS if key != "value"}
    entry.indicator = Indicator(
        **texts | values,
        is_must=bool(cells.get("is_must")),
        layer=Layer(layer),  # type: ignore[arg-type]
    )
    cells |= {"operator": values["operator"].value, "unit": entry.indicator.unit}
    _warn(entry, number)


def _read_value(entry: Entry, number: int) -> dict[str, Any]:
    chosen, text = entry.cells.get("operator") or "ge", entry.cells["value"]
    if chosen not in {member.value for member in Operator}:
        entry.errors["operator"] = _("第 %(row)s 行“关系”请从列表中选择。", row=number)
        return {}
    operator = Operator(chosen)
    if not text:
        entry.errors["value"] = _(
            "第 %(row)s 行缺“数值”，请填写。没有数值的要求，请把“关系”改为“定性”。", row=number
        )
        return {}
    if operator is Operator.TEXT:
        return {"operator": operator, "value_text": text}
    values = read_value(text, operator, entry.cells["unit"])
    if values is None:
        entry.errors["value"] = _refusal(operator, number)
        return {}
    figures = [value for value in (values["value_low"], values["value_high"]) if value is not None]
    if any(abs(value) > LARGEST for value in figures):
        entry.errors["value"] = _("第 %(row)s 行“数值”太大，请换用更大的单位，例如“万吨/年”。", row=number)
    elif values["operator"] is Operator.BETWEEN and figures[0] > figures[1]:
        entry.errors["value"] = _("第 %(row)s 行“数值”的下限大于上限，请对调。", row=number)
    elif values["operator"] is Operator.PLUS_MINUS and figures[1] < 0:
        entry.errors["value"] = _("第 %(row)s 行“数值”的允差不能是负数。", row=number)
    return values


def _refusal(operator: Operator, number: int) -> str:
    if operator is Operator.BETWEEN:
        return _("第 %(row)s 行“数值”要填两个数，例如 300–500。其余内容已保留。", row=number)
    if operator is Operator.PLUS_MINUS:
        return _("第 %(row)s 行“数值”要填中心值和允差，例如 20 ± 2。其余内容已保留。", row=number)
    return _("第 %(row)s 行“数值”要填数字，例如 99.5。其余内容已保留。", row=number)


def read_value(text: str, operator: Operator, unit: str) -> dict[str, Any] | None:
    """``300–500``, ``20 ± 2``, ``≥ 99.5%``, ``5万`` → operator, ends and unit; what is typed beats what is chosen."""
    match = _CELL.fullmatch(fold(text).text.strip())
    assert match  # the pattern takes any text
    rest = match["rest"].strip()
    if match["sign"]:
        operator = Operator(_SIGNS[match["sign"]])
    if "±" in rest:
        low_text, _sign, high_text = rest.partition("±")
        return _pair(low_text, high_text, Operator.PLUS_MINUS, unit)
    single = _one(rest, unit)
    if single and operator not in (Operator.BETWEEN, Operator.PLUS_MINUS):
        return {"operator": operator, "value_low": single[0], "value_high": None, "unit": single[1]}
    if (ends := _RANGE.fullmatch(rest)) and not match["sign"]:
        return _pair(ends["low"], ends["high"], Operator.BETWEEN, unit)
    return None


def _pair(low_text: str, high_text: str, operator: Operator, unit: str) -> dict[str, Any] | None:
    low, high = _one(low_text.strip(), unit), _one(high_text.strip(), unit)
    if low is None or high is None:
        return None
    return {"operator": operator, "value_low": low[0], "value_high": high[0], "unit": high[1] or low[1]}


def _one(text: str, unit: str) -> tuple[float, str] | None:
    """A number, perhaps with the unit typed into the same cell (only when the unit cell agrees or is empty)."""
    if (value := read_number(text)) is not None:
        return value, unit
    match = _FOLLOWED.fullmatch(text)
    if not match or (value := read_number(match["number"])) is None:
        return None
    typed = match["unit"].strip()
    if unit_of(typed) is None or (unit and unit_of(unit) != unit_of(typed)):
        return None
    return value, unit or typed


def _warn(entry: Entry, number: int) -> None:
    indicator = entry.indicator
    if indicator is None or indicator.operator is Operator.TEXT:
        return
    if indicator.unit and unit_of(indicator.unit) is None:
        entry.warnings["unit"] = _(
            "第 %(row)s 行单位“%(unit)s”不在单位表中，匹配时只能与写法相同的单位比较。",
            row=number,
            unit=indicator.unit,
        )
    elif not indicator.unit and indicator.name.lower() != "ph":
        entry.warnings["unit"] = _("第 %(row)s 行没有单位。没有单位的数值，匹配时难以比较。", row=number)
    if not indicator.test_method:
        entry.warnings["test_method"] = _(
            "第 %(row)s 行缺测试方法。没有测试方法的指标，验收时容易起争议。", row=number
        )

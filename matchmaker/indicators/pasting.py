"""Cells copied from a spreadsheet, or lines of text, turned into rows of the editor."""

from __future__ import annotations

from matchmaker.indicators.entries import Entry

_HEADS = {
    "name": ("指标", "指标名称", "名称", "项目", "name", "indicator"),
    "operator": ("关系", "运算符", "operator"),
    "value": ("数值", "值", "要求", "指标值", "value", "本成果"),
    "unit": ("单位", "unit"),
    "test_method": ("测试方法", "检测方法", "方法", "method"),
    "present_value": ("现值", "现状", "目前"),
    "baseline_value": ("现有做法", "对比值", "对照"),
    "evidence": ("依据", "证据", "evidence"),
    "is_must": ("关键", "必达", "must"),
}
_OPERATORS = {
    "≥": "ge", ">=": "ge", "不低于": "ge", "不小于": "ge", "大于等于": "ge", "≤": "le", "<=": "le", "不高于": "le",
    "不超过": "le", "不大于": "le", "小于等于": "le", ">": "gt", "大于": "gt", "<": "lt", "小于": "lt", "=": "eq",
    "等于": "eq", "区间": "between", "±": "plus_minus", "定性": "text", "": "ge",
}  # fmt: skip
_YES = {"是", "√", "✓", "y", "yes", "1", "true", "关键", "必达"}
MAX_LINES = 1000  # beyond this a paste is cut; the field refuses far fewer


def entries_from_paste(text: str, columns: tuple[str, ...]) -> list[Entry]:
    """Rows of tab-separated cells (a head line is recognised) or of free text such as ``纯度 ≥ 99.5%``."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()][
        :MAX_LINES
    ]
    if not lines:
        return []
    if not any("\t" in line for line in lines):
        return _from_sentences(lines)
    order = _head(lines[0].split("\t"))
    if order:
        lines = lines[1:]
    places = order or [column for column in columns if column not in ("layer",)]
    return [_entry(line.split("\t"), places, columns) for line in lines]


def _head(cells: list[str]) -> list[str]:
    """The columns a head line names (empty text: a column to skip); empty when it is no head line."""
    names = [_column_of(cell.strip().lower()) for cell in cells]
    return names if "name" in names and len([name for name in names if name]) > 1 else []


def _column_of(head: str) -> str:
    return next((column for column, heads in _HEADS.items() if head in heads), "")


def _entry(cells: list[str], places: list[str], columns: tuple[str, ...]) -> Entry:
    found = {place: cell.strip() for place, cell in zip(places, cells, strict=False) if place in columns}
    sign = found.get("operator", "").replace(" ", "")
    found["operator"] = _OPERATORS.get(sign, sign)
    found["is_must"] = "1" if found.get("is_must", "").lower() in _YES else ""
    return Entry(found)


def _from_sentences(lines: list[str]) -> list[Entry]:
    from matchmaker.indicators.entries import entry_of
    from matchmaker.indicators.parse import parse_indicators
    from matchmaker.indicators.statements import change_as_row

    rows: list[Entry] = []
    for line in lines:
        stated = parse_indicators(line)
        rows.extend(entry_of(change_as_row(indicator)) for indicator in stated)
        if not stated:  # unreadable lines become rows too: the reader sees what is missing
            rows.append(Entry({"name": line.strip()[:60], "operator": "ge"}))
    return rows

"""Numbers with their units in running text: where they stand and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matchmaker.indicators.quantities import (
    NUMBER,
    SHARE,
    TENTHS,
    chinese_number,
    number_of,
    share_of,
    tenths_of,
)
from matchmaker.indicators.units import unit_of

# After a Chinese numeral only these units count: 三元材料, 二次电池, 一种, 两相 are no figures.
_CHINESE_UNITS = ("个百分点", "百分点", "个月", "个小时", "小时", "分钟", "秒", "天", "日", "周", "年", "倍", "万吨/年", "吨/年", "万吨", "吨",
                  "毫米", "微米", "纳米", "厘米", "米", "公斤", "千克", "毫克", "升", "万元", "亿元", "元", "度", "次")  # fmt: skip
_AND_A_HALF = re.compile(r"(?<=[一二两三四五六七八九十])个半(小时|月|钟头)")
_NO_CHINESE = re.compile(
    r"三元(?!/)|二次(?:电池|资源|污染|加工|利用|粒)|一次(?:性|能|粒|风|通|成)|一[元年]生|一日|一度|二元(?!/)|四元(?!/)|一米|多元"
)
_UNIT_TEXT = re.compile(r"[A-Za-z%‰℃℉°Å$ΩμΔ\u4e00-\u9fff()/·.*^+\-\d ]{1,24}")
_JOINT = re.compile(r"\s*(?:~|–|-+|至|到|—+|[与和](?=[^,，、。;；]{1,16}之间))\s*(?=[+-]?\s*[\d.])")
_TOLERANCE = re.compile(r"\s*(?:±|\+/-|\+-)\s*(?=[\d.])")
_NOT_AFTER = re.compile(
    r"(?<!HRC)(?<!HRA)(?<!HRB)(?<!HV)(?<!HB)(?<!pH)(?<!PH)(?<=[A-Za-zαβγδ])$|[A-Za-z]-$|\d[.,]?$|\.$|\d-$|[#№]$|第$|"
    r"(?:GB|HG|YB|SH|JB|DB|QB|NB|YS|ISO|ASTM|IEC|EN|DIN|JIS)\d*(?:/T)?\s*$|TRL\s*$|(?:No|NO)\.?\s*$"
)
_NOT_BEFORE = re.compile(r"[#:]\d|[-,]\d+[-,]|\d*-[\u4e00-\u9fff](?!$)|,\d+-|-\d+-\d|′")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年|(?:19|20)\d\d[-/.]\d{1,2}")
_LOCANT = re.compile(r"\d(?:,\d)*-[\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True)
class Figure:
    """A number, a range (``high``) or a tolerance around a centre; ``start`` and ``end`` in the folded text."""

    start: int
    end: int
    low: float
    high: float | None
    unit: str
    is_tolerance: bool = False


def figures(text: str) -> Iterator[Figure]:
    """All figures from left to right, without overlap."""
    place = 0
    while place < len(text):
        found = _figure_at_or_after(text, place)
        if found is None:
            return
        yield found
        place = found.end


def _figure_at_or_after(text: str, place: int) -> Figure | None:
    while place < len(text):
        match = _START.search(text, place)
        if not match:
            return None
        figure = _read(text, match.start())
        if figure:
            return figure
        place = _skip(text, match.start())
    return None


_START = re.compile(r"±|[+-]\s*\d|\d|\.\d|[零一二两三四五六七八九十百千万亿半]")


def _skip(text: str, start: int) -> int:
    """Past a token that is no figure: a whole code such as ``34670-2017`` at once."""
    match = re.compile(r"[+-]?\s*[\d.,]+(?:[-,:/.]\d+)*|.").match(text, start)
    return match.end() if match else start + 1


def _read(text: str, start: int) -> Figure | None:
    if text[start] == "±":
        return _bare_tolerance(text, start)
    if _YEAR.match(text, start) or _LOCANT.match(text, start):
        return None
    first = _one(text, start)
    if first is None:
        return None
    low, unit, end, is_chinese = first
    if tolerance := _TOLERANCE.match(text, end):
        second = _one(text, tolerance.end())
        if second:
            return Figure(start, second[2], low, second[0], second[1] or unit, is_tolerance=True)
    joint = _JOINT.match(text, end)
    second = _one(text, joint.end(), is_second=True) if joint and not is_chinese else None
    if low < 0 and _is_dash(text, start, second[1] if second else unit):
        low, start = -low, start + 1
    if second:
        return _range(start, (low, unit, end, is_chinese), second)
    return Figure(start, end, low, None, unit)


def _is_dash(text: str, start: int, unit: str) -> bool:
    """A dash right after a word is a dash, not a minus, except before temperatures."""
    before = text[start - 1] if start else " "
    return before not in " (~–至到≥≤<>=为在于:、,，." and "℃" not in unit


def _range(
    start: int, first: tuple[float, str, int, bool], second: tuple[float, str, int, bool]
) -> Figure | None:
    """``5–10万吨/年``, ``95%~99%``, ``-20℃~60℃``; ends in different units are no range."""
    low, high, unit = first[0], second[0], second[1] or first[1]
    if first[1] and second[1] and unit_of(first[1]) != unit_of(second[1]):
        one, other = unit_of(first[1]), unit_of(second[1])
        if one is None or other is None or one.dimension != other.dimension:
            return Figure(start, first[2], low, None, first[1])
        low = low * one.factor / other.factor
    return Figure(start, second[2], min(low, high), max(low, high), unit)


def _bare_tolerance(text: str, start: int) -> Figure | None:
    blank = re.compile(r"±\s*").match(text, start)
    second = _one(text, blank.end()) if blank else None
    return Figure(start, second[2], 0.0, second[0], second[1], is_tolerance=True) if second else None


def _one(text: str, start: int, is_second: bool = False) -> tuple[float, str, int, bool] | None:
    """Value, unit, end, whether written in Chinese numerals."""
    if share := SHARE.match(text, start):
        try:
            value, unit = share_of(share)
        except ValueError:
            return None
        return value, unit, share.end(), True
    if (tenths := TENTHS.match(text, start)) and not tenths["whole"].isdigit():
        return tenths_of(tenths), "%", tenths.end(), True
    match = NUMBER.match(text, start)
    if not match:
        return None
    if match["chinese"]:
        return _chinese(text, match)
    if not is_second and _is_code(text, start, match):
        return None
    return _arabic(text, match)


def _is_code(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[max(0, start - 6) : start]
    return bool(_NOT_AFTER.search(before) or _NOT_BEFORE.match(text, match.end()))


def _arabic(text: str, match: re.Match[str]) -> tuple[float, str, int, bool] | None:
    value = number_of(match)
    scale = match["scale"] or ""
    unit, end = _unit_at(text, match.end())
    if scale and unit:
        scaled, far = _unit_at(text, match.end("scale") - len(scale))
        if scaled and unit_of(scaled):  # "5 万吨/年" stays 5 in 万吨/年
            return value / _scale_of(match), scaled, far, False
    return value, unit, end, False


def _scale_of(match: re.Match[str]) -> float:
    plain = re.sub(r"[万亿千百十]+$", "", match[0].strip())
    whole = NUMBER.fullmatch(plain)
    return number_of(match) / number_of(whole) if whole and number_of(whole) else 1.0


def _chinese(text: str, match: re.Match[str]) -> tuple[float, str, int, bool] | None:
    if _NO_CHINESE.match(text, match.start()):
        return None
    if half := _AND_A_HALF.match(text, match.end()):
        return chinese_number(match["chinese"]) + 0.5, half[1], half.end(), True
    for unit in _CHINESE_UNITS:
        if text.startswith(unit, match.end()):
            try:
                value = number_of(match)
            except ValueError:
                return None
            end = match.end() + len(unit)
            if text.startswith("半", end) and unit in ("年", "天", "周", "倍"):
                value, end = value + 0.5, end + 1
            return value, unit.removeprefix("个") if unit != "个百分点" else unit, end, True
    return None


def _unit_at(text: str, place: int) -> tuple[str, int]:
    """The longest text from here that is a unit."""
    blank = len(text[place : place + 2]) - len(text[place : place + 2].lstrip(" "))
    match = _UNIT_TEXT.match(text, place + blank)
    if not match:
        return "", place
    candidate = match[0]
    if candidate.startswith("/"):  # 2亿/g: a bare count
        piece, end = _unit_at("个" + text[place + blank :], 0)
        return piece, place + blank + end - 1
    for length in range(len(candidate), 0, -1):
        piece = candidate[:length]
        if piece != piece.rstrip(" .+-*·/^(") or piece[0].isdigit() or piece[0] in "+-.":
            continue
        if unit_of(piece) is not None and not _cuts_a_word(candidate, length):
            return piece, place + blank + length
    return "", place


def _cuts_a_word(candidate: str, length: int) -> bool:
    """``5 mm`` is not five metres: a Latin unit must not end inside a Latin word; 天 is not the 天 of 天然气."""
    rest = candidate[length:]
    if candidate[length - 1].isascii() and candidate[length - 1].isalpha():
        return bool(rest) and rest[0].isascii() and (rest[0].isalnum() or rest[0] in "^/·")
    return rest.startswith(("然气", "然", "级", "分子", "维", "件套"))

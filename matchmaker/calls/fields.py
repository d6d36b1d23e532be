"""Form fields of this feature: tables typed as lines of text, one row a line."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms import TextAreaField

from matchmaker.calls.rules import Criterion, IntensityTier
from matchmaker.kernel.money import WAN, format_wan
from matchmaker.web.forms import clean_text

MOST_LINES = 100


class LinesField(TextAreaField):
    """Text whose lines each become one row; an error names the line and quotes it."""

    data: Any

    def read_line(self, line: str) -> Any:
        """The row of a line. Raises ValueError with the sentence that completes 「第 n 行…」."""
        raise ValueError(line)

    def write_row(self, row: Any) -> str:
        """The line of a row."""
        return str(row)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(self.write_row(row) for row in self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = ()
        lines = [line.strip() for line in clean_text(valuelist[0] if valuelist else "").split("\n")]
        if len(lines) > MOST_LINES:
            raise ValueError(_("最多 %(most)s 行。", most=MOST_LINES))
        rows = []
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                rows.append(self.read_line(line))
            except ValueError as problem:
                words = _("第 %(n)s 行“%(line)s”：%(problem)s", n=number, line=line[:40], problem=problem)
                raise ValueError(words) from None
        self.data = tuple(rows)


class CriteriaField(LinesField):
    """``技术方案先进可行 30``."""

    def read_line(self, line: str) -> Criterion:
        match = re.fullmatch(r"(.+?)[\s:：,，]*(\d{1,3})\s*[%分]?", line)
        if match is None:
            raise ValueError(_("要写成“标准 权重”，如“团队与基础 20”。"))
        return Criterion(match[1].strip(), int(match[2]))

    def write_row(self, row: Criterion) -> str:
        return f"{row.name} {row.weight}"


class TiersField(LinesField):
    """``5000 5%`` for sales below 5000 万元, ``其余 3%`` for all others; the tiers rise and the last has no limit."""

    def read_line(self, line: str) -> IntensityTier:
        match = re.fullmatch(r"(其余|\d{1,8})\s*(?:万元?)?(?:以下)?[\s:：,，]+(\d{1,2}(?:\.\d+)?)\s*%?", line)
        if match is None:
            raise ValueError(_("要写成“营业收入上限（万元） 百分比”，如“5000 5%%”；最后一行写“其余 3%%”。"))
        below = None if match[1] == "其余" else int(match[1]) * WAN
        return IntensityTier(below, float(match[2]))

    def write_row(self, row: IntensityTier) -> str:
        limit = "其余" if row.sales_below is None else format_wan(row.sales_below).replace(",", "")
        return f"{limit} {row.percent:g}%"

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        limits = [tier.sales_below for tier in self.data]
        if not limits or limits[-1] is not None:
            raise ValueError(_("最后一行要写“其余”，使每家企业都有一档。"))
        numbers = [limit for limit in limits[:-1] if limit is not None]
        if len(numbers) != len(limits) - 1 or numbers != sorted(set(numbers)):
            raise ValueError(_("营业收入上限要一行比一行大，“其余”只写在最后。"))


class HolidaysField(LinesField):
    """``2027-02-05 至 2027-02-11 休`` or ``2027-02-14 班``; a row is the list of its (day, is worked)."""

    def read_line(self, line: str) -> tuple[tuple[date, bool], ...]:
        match = re.fullmatch(
            r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—|–)\s*(\d{4}-\d{1,2}-\d{1,2}))?\s*(休|班)", line
        )
        if match is None:
            raise ValueError(_("要写成“2027-02-05 至 2027-02-11 休”或“2027-02-14 班”。"))
        first, last = _day(match[1]), _day(match[2] or match[1])
        if not 0 <= (last - first).days <= 31:
            raise ValueError(_("结束日期要在开始日期之后一个月以内。"))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return tuple((day, match[3] == "班") for day in days)

    def write_row(self, row: tuple[tuple[date, bool], ...]) -> str:
        day, is_working = row[0]
        return f"{day.isoformat()} {'班' if is_working else '休'}"


def _day(text: str) -> date:
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        raise ValueError(_("没有 %(day)s 这一天。", day=text)) from None

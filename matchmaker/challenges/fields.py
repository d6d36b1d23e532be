"""Form fields of this feature: days and tonnes a year."""

from __future__ import annotations

from datetime import date, datetime, time

from flask_babel import gettext as _
from wtforms import DateField, StringField

from matchmaker.challenges.vocabulary import DEADLINE_HOUR
from matchmaker.indicators.quantities import read_number
from matchmaker.kernel import clock
from matchmaker.web.forms import clean_text

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(DateField):
    """A day; its data is a date or None, and what cannot be read stays on the page."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = clean_text(valuelist[0]) if valuelist else ""
        if not text:
            return
        for mark in ("/", ".", "年", "月"):
            text = text.replace(mark, "-")
        try:
            year, month, day = (int(part) for part in text.rstrip("日").split("-"))
            self.data = date(year, month, day)
        except ValueError:
            raise ValueError(_("“%(name)s”要写成日期，如 2026-12-18。", name=self.label.text)) from None
        if not EARLIEST <= self.data <= LATEST:
            self.data = None
            raise ValueError(_("“%(name)s”要在 2000 年到 2100 年之间。", name=self.label.text))


class ScaleField(StringField):
    """Tonnes a year as people write them: 5000, 5,000, 5 万."""

    largest = 1e9

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else f"{self.data:.15g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = clean_text(valuelist[0]) if valuelist else ""
        if not text:
            return
        value = read_number(text)
        if value is None or not 0 <= value <= self.largest:
            raise ValueError(_("“%(name)s”要填数字，单位 t/a，如 5000 或 5 万。", name=self.label.text))
        self.data = value


def deadline_of(day: date | None) -> datetime | None:
    """The instant a deadline's day ends: 17:00 in Beijing."""
    return datetime.combine(day, time(DEADLINE_HOUR), clock.BEIJING) if day else None


def day_of(moment: datetime | None) -> date | None:
    """The day of an instant in Beijing."""
    return moment.astimezone(clock.BEIJING).date() if moment else None

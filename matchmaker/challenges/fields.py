"""Form fields of this feature: tonnes a year, and the days of deadlines."""

from __future__ import annotations

from datetime import date, datetime, time

from flask_babel import gettext as _
from wtforms import StringField

from matchmaker.challenges.vocabulary import DEADLINE_HOUR
from matchmaker.indicators.quantities import read_number
from matchmaker.kernel import clock
from matchmaker.web.forms import clean_text


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

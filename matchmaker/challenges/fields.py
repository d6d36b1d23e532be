"""Form fields of this feature: tonnes a year, the days of deadlines, the stages of a race."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import StringField

from matchmaker.challenges.vocabulary import DEADLINE_HOUR
from matchmaker.indicators.quantities import read_number
from matchmaker.kernel import clock
from matchmaker.web.forms import TagsField, clean_text


class StagesField(TagsField):
    """``1、2``: numbers of milestones."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "、".join(str(n) for n in self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if not all(word.isdecimal() and len(word) < 4 for word in self.data):
            self.data = []
            raise ValueError(_("请填里程碑序号，用顿号隔开，如 1、2。"))
        self.data = [int(word) for word in self.data]

    def pre_validate(self, form: Any) -> None:
        """The service judges the numbers."""


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

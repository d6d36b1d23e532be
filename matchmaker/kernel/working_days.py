"""Working days with the Chinese holidays and 调休, for every period that a rule counts in working days.

The library knows the years whose plan the State Council has announced. A later year is entered by staff as soon as the
announcement is out; until then a period that reaches into it cannot be computed, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar
from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel.errors import DomainError

LONGEST = 400
"""Working days of the longest period that is computed."""


class CalendarUnknown(DomainError):
    """The period reaches into a year whose holidays are not known yet."""

    status_code = 422


class CalendarDay(db.Model):  # type: ignore[name-defined,misc]
    """A day entered by staff: off though it is no weekend, or worked though it is one. Goes before the library."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]


def entered_days(year: int) -> dict[date, bool]:
    """What staff have entered for a year: day → whether it is worked."""
    of_year = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    rows = db.session.execute(
        select(CalendarDay.day, CalendarDay.is_working).where(of_year).order_by(CalendarDay.day)
    )
    return {row.day: row.is_working for row in rows}


def enter_year(year: int, days: Iterable[tuple[date, bool]]) -> None:
    """Replace what is entered for a year; an empty list leaves the year to the library."""
    given = dict(days)
    if any(day.year != year for day in given):
        raise ValueError("a day of another year")
    of_year = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    db.session.execute(delete(CalendarDay).where(of_year))
    db.session.add_all(CalendarDay(day=day, is_working=is_working) for day, is_working in given.items())
    db.session.flush()


def is_known(year: int) -> bool:
    """Whether working days of this year can be told."""
    return _in_library(year) or bool(entered_days(year))


def last_known_year(start: int) -> int:
    """The last year from ``start`` on without a gap; ``start - 1`` when not even that is known."""
    while is_known(start):
        start += 1
    return start - 1


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``; the day itself does not count (Civil Code, art. 201).

    Raises `CalendarUnknown` when a year on the way is not known, ValueError for a count out of range.
    """
    if not 0 <= count <= LONGEST:
        raise ValueError("count")
    day, known = start, _Years()
    while count:
        day += timedelta(days=1)
        count -= known.is_working(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    known = _Years()
    return sum(known.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


class _Years:
    """Asks the database once for each year that a period touches."""

    def __init__(self) -> None:
        self._entered: dict[int, dict[date, bool]] = {}

    def is_working(self, day: date) -> bool:
        entered = self._entered.get(day.year)
        if entered is None:
            entered = self._entered[day.year] = entered_days(day.year)
        if day in entered:
            return entered[day]
        if _in_library(day.year):
            return bool(chinese_calendar.is_workday(day))
        if not entered:
            raise CalendarUnknown(
                _(
                    "%(year)s 年的放假安排还没有录入，算不出工作日。请分中心先在“工作日历”里录入。",
                    year=day.year,
                )
            )
        return day.weekday() < 5


def _in_library(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True

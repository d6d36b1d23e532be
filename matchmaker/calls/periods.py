"""Until when a period of the rules lasts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from matchmaker.calls.vocabulary import DayKind
from matchmaker.kernel import clock
from matchmaker.kernel.working_days import add_working_days

CLOSING_HOUR = 17  # Beijing time, the end of an office day


def period_end(start: date, days: int, kind: DayKind) -> date:
    """The last day of a period that begins the day after ``start``; raises `CalendarUnknown`."""
    return add_working_days(start, days) if kind is DayKind.WORKING else start + timedelta(days=days)


def opening_of(day: date | None) -> datetime | None:
    """The instant a window opens: the beginning of the day in Beijing."""
    return datetime.combine(day, time(), clock.BEIJING) if day else None


def closing_of(day: date | None) -> datetime | None:
    """The instant a window closes: 17:00 of the day in Beijing."""
    return datetime.combine(day, time(CLOSING_HOUR), clock.BEIJING) if day else None


def day_of(moment: datetime | None) -> date | None:
    """The day of an instant in Beijing."""
    return moment.astimezone(clock.BEIJING).date() if moment else None

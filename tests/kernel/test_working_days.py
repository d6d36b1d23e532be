"""Working days: the announced years, a year entered by staff, and a year nobody knows."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from matchmaker.kernel import working_days
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.kernel.working_days import CalendarUnknown, add_working_days, working_days_between


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 24), 5, date(2026, 12, 1)),  # a weekend between
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # National Day
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_announced_years(app: Flask, start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end
    assert working_days_between(start, end) == count
    assert working_days_between(end, start) == -count


def test_nothing_is_guessed_for_a_year_not_announced(app: Flask) -> None:
    assert not working_days.is_known(2031)
    with pytest.raises(CalendarUnknown, match="2031"):
        add_working_days(date(2031, 1, 4), 1)


def test_a_year_entered_by_staff(app: Flask) -> None:
    with transaction():
        working_days.enter_year(2031, [(date(2031, 1, 6), False), (date(2031, 1, 11), True)])
    assert working_days.is_known(2031)
    assert add_working_days(date(2031, 1, 3), 1) == date(2031, 1, 7)  # Monday 6 is off
    assert add_working_days(date(2031, 1, 10), 1) == date(2031, 1, 11)  # Saturday 11 is worked
    with transaction():
        working_days.enter_year(2031, [])
    assert not working_days.is_known(2031)


def test_entered_days_go_before_the_library(app: Flask) -> None:
    with transaction():
        working_days.enter_year(2026, [(date(2026, 11, 25), False)])
    assert add_working_days(date(2026, 11, 24), 1) == date(2026, 11, 26)


def test_a_day_of_another_year_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="another year"), transaction():
        working_days.enter_year(2031, [(date(2032, 1, 1), False)])


@pytest.mark.parametrize("count", [-1, working_days.LONGEST + 1])
def test_counts_out_of_range(app: Flask, count: int) -> None:
    with pytest.raises(ValueError, match="count"):
        add_working_days(date(2026, 1, 5), count)

"""For staff: the holidays of years that the library does not know yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.calls import services
from matchmaker.calls.forms import CalendarForm
from matchmaker.calls.policy import CallPermission
from matchmaker.calls.views.blueprint import blueprint
from matchmaker.kernel import clock, working_days
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires

YEARS_AHEAD = 3


def _year() -> int:
    """The year of the address: this one and those ahead of it."""
    year, this = int((request.view_args or {})["year"]), clock.today().year
    if not this <= year <= this + YEARS_AHEAD:
        raise NotFound
    return year


@blueprint.get("/calendar/<int:year>")
@requires(CallPermission.KEEP_CALENDAR)
def calendar(year: int) -> Any:
    form = CalendarForm(
        data={"days": [((day, works),) for day, works in working_days.entered_days(_year()).items()]}
    )
    return _page(year, form)


@blueprint.post("/calendar/<int:year>")
@requires(CallPermission.KEEP_CALENDAR)
def enter_calendar(year: int) -> Any:
    """All or nothing: a line that cannot be read changes nothing."""
    form = CalendarForm()
    if form.validate():
        days: dict[date, bool] = dict(pair for row in form.days.data for pair in row)
        if strays := [day for day in days if day.year != _year()]:
            form.days.errors = [_("%(day)s 不在 %(year)s 年。", day=strays[0].isoformat(), year=year)]
        else:
            with transaction():
                services.enter_calendar(current_actor(), year, days.items())
            flash_ok(_("%(year)s 年的工作日历已更新。", year=year))
            return see_other(url_for(".calendar", year=year))
    return _page(year, form), 422


def _page(year: int, form: CalendarForm) -> str:
    years = [
        (n, working_days.is_known(n)) for n in range(clock.today().year, clock.today().year + YEARS_AHEAD + 1)
    ]
    return render_template("calls/calendar.html", year=year, years=years, form=form)

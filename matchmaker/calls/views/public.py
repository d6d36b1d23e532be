"""For everybody: the calls, and one call with its rules."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.calls import queries
from matchmaker.calls.models import Call
from matchmaker.calls.periods import period_end
from matchmaker.calls.policy import CallPermission
from matchmaker.calls.rules import CallRules
from matchmaker.calls.views.blueprint import blueprint, load_call
from matchmaker.kernel import clock
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.working_days import CalendarUnknown
from matchmaker.web.calendar_files import Entry, calendar_response
from matchmaker.web.forms import NoteForm
from matchmaker.web.security import current_actor, public, requires


@blueprint.get("/")
@public
def board() -> str:
    page = queries.listed(current_actor(), page_number(request.args.get("page")))
    return render_template("calls/board.html", page=page)


@blueprint.get("/<public_id>")
@requires(CallPermission.READ, load_call, anonymous=True)
def detail(call: Call) -> str:
    return detail_page(call)


@blueprint.get("/<public_id>/dates.ics")
@requires(CallPermission.READ, load_call, anonymous=True)
def dates(call: Call) -> Response:
    """The end of the window, for the reader's calendar."""
    page = url_for(".detail", public_id=call.public_id, _external=True)
    words = _("征集截止：%(title)s", title=call.title)
    entries = [Entry(f"{call.public_id}-closes", call.closes_at, words, page)] if call.closes_at else []
    return calendar_response(call.public_id, entries)


def detail_page(call: Call, form: NoteForm | None = None) -> str:
    """The call; ``form`` is one of its actions that was refused."""
    return render_template(
        "calls/detail.html", call=call, rules=call.rules, examples=_examples(call.rules), form=form
    )


def _examples(rules: CallRules) -> dict[str, str]:
    """Until when the periods would last if they began today; empty where the calendar is not known."""
    periods = {
        "need_notice": (rules.need_notice_days, rules.need_notice_kind),
        "award_notice": (rules.award_notice_days, rules.award_notice_kind),
    }
    found = {}
    for name, (days, kind) in periods.items():
        try:
            found[name] = period_end(clock.today(), days, kind).isoformat()
        except CalendarUnknown:
            found[name] = ""
    return found

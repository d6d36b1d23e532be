"""For everybody: the calls, and one call with its rules."""

from __future__ import annotations

from flask import render_template, request

from matchmaker.calls import queries
from matchmaker.calls.models import Call
from matchmaker.calls.periods import period_end
from matchmaker.calls.policy import CallPermission
from matchmaker.calls.rules import CallRules
from matchmaker.calls.views.blueprint import blueprint, load_call
from matchmaker.kernel import clock
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.working_days import CalendarUnknown
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

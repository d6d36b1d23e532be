"""For staff: whose answer is missing. They see that a page waits, not what it says."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.interests import queries, services
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import InterestPermission
from matchmaker.interests.views.blueprint import blueprint, load_waiting
from matchmaker.kernel import clock
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_bad, flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/desk")
@requires(InterestPermission.DESK)
def desk() -> str:
    """The longest overdue first."""
    page = queries.waiting(page_number(request.args.get("page")))
    return render_template("interests/desk.html", page=page, today=clock.today(), form=BaseForm())


@blueprint.post("/<public_id>/urge")
@requires(InterestPermission.DESK, load_waiting)
def urge(interest: Interest) -> Any:
    """Remind the unit, once a day."""
    try:
        with transaction():
            services.urge(current_actor(), interest)
    except GuardFailed as failure:
        flash_bad(failure.message)
    else:
        flash_ok(_("已提醒对方答复。"))
    return see_other(url_for(".desk"))

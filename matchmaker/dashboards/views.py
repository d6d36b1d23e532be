"""What is to be done: one's own turns first; for staff all that runs, by stage."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from matchmaker.dashboards.queries import tasks_for
from matchmaker.dashboards.tasks import STAGES
from matchmaker.kernel import clock
from matchmaker.web.security import current_actor, login_only

blueprint = Blueprint("dashboards", __name__, url_prefix="/agenda")


@blueprint.get("/")
@login_only
def agenda() -> str:
    """``stage`` narrows the list; counts always tell the whole."""
    actor, chosen = current_actor(), request.args.get("stage", "")
    tasks = tasks_for(actor)
    counts = {key: sum(one.stage == key for one in tasks) for key in STAGES}
    shown = [one for one in tasks if chosen not in STAGES or one.stage == chosen]
    return render_template(
        "dashboards/agenda.html",
        mine=[one for one in shown if one.is_for(actor)],
        others=[one for one in shown if not one.is_for(actor)],
        stages=STAGES,
        counts=counts,
        chosen=chosen if chosen in STAGES else "",
        total=len(tasks),
        today=clock.today(),
    )

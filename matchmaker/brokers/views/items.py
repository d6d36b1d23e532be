"""For the broker: the items he follows, giving one back, and being away."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.brokers import assignment_queries, queries, services
from matchmaker.brokers.assignment_forms import AbsenceForm, chosen
from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.assignment_policy import AssignmentPermission
from matchmaker.brokers.assignment_workflow import WORKFLOW
from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import BrokerPermission
from matchmaker.brokers.views.blueprint import blueprint, load_assignment, load_broker
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires


@blueprint.get("/mine")
@login_only
def mine() -> str:
    return mine_page()


def mine_page(form: AbsenceForm | None = None) -> str:
    """The acting broker's items; ``form`` is an absence that was refused."""
    actor = current_actor()
    broker = queries.own(actor)
    return render_template(
        "brokers/mine.html",
        broker=broker,
        page=assignment_queries.own_items(actor, page_number(request.args.get("page"))),
        asked=assignment_queries.help_asked(broker) if broker else [],
        absences=assignment_queries.absences(broker) if broker else [],
        form=form or AbsenceForm(formdata=None),
    )


@blueprint.post("/assignments/<int:number>/decline")
@requires(AssignmentPermission.DECLINE, load_assignment)
def decline(assignment: Assignment) -> Any:
    form = NoteForm()
    return take_step(
        form,
        lambda: services.decline_assignment(current_actor(), assignment, form.note.data or ""),
        _("已谢绝，事项转给下一位经纪人或分中心。"),
        url_for(".mine"),
        lambda: render_template(
            "brokers/decline.html", words=assignment.item.title, transition=WORKFLOW["decline"], form=form
        ),
    )


@blueprint.post("/<public_id>/absences")
@requires(BrokerPermission.CONFIRM, load_broker)
def add_absence(broker: Broker) -> Any:
    form = AbsenceForm()
    return take_step(
        form,
        lambda: services.add_absence(current_actor(), broker, chosen(form.deputy), *form.period()),
        _("已登记。这段时间的新事项转给代班人，你手上的事项他也能看到。"),
        url_for(".mine"),
        lambda: mine_page(form),
    )


@blueprint.post("/<public_id>/absences/<int:number>/remove")
@requires(BrokerPermission.CONFIRM, load_broker)
def remove_absence(broker: Broker) -> Any:
    with transaction():
        services.remove_absence(current_actor(), broker, int((request.view_args or {})["number"]))
    flash_ok(_("已取消代班。"))
    return see_other(url_for(".mine"))

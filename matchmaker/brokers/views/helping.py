"""Asking a broker for help, and his answer."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.brokers import assignment_queries, services
from matchmaker.brokers.assignment_forms import HelpForm
from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.help_policy import POLICY, HelpPermission
from matchmaker.brokers.help_workflow import WORKFLOW
from matchmaker.brokers.items import own_running
from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import BrokerPermission
from matchmaker.brokers.views.blueprint import blueprint, load_broker
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


def load_request(actor: Actor, number: int, **_rest: Any) -> HelpRequest:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return assignment_queries.help_request(actor, number)


@blueprint.get("/<public_id>")
@requires(BrokerPermission.READ, load_broker, anonymous=True)
def detail(broker: Broker) -> str:
    return detail_page(broker)


def detail_page(broker: Broker, form: HelpForm | None = None) -> str:
    """The page of one broker, with the form when this reader may ask him."""
    actor = current_actor()
    if form is None and POLICY.can(actor, HelpPermission.ASK, broker):
        form = HelpForm(own_running(actor.organization_id or 0), formdata=None)
    sent = assignment_queries.help_sent(actor.organization_id, broker) if actor.organization_id else []
    return render_template("brokers/detail.html", broker=broker, form=form, sent=sent)


@blueprint.post("/<public_id>/ask")
@requires(HelpPermission.ASK, load_broker)
def ask(broker: Broker) -> Any:
    actor = current_actor()
    form = HelpForm(own_running(actor.organization_id or 0))
    return take_step(
        form,
        lambda: services.ask_help(actor, broker, form.message.data or "", form.chosen_item()),
        _("已转达，经纪人答复后会通知你的单位。"),
        url_for(".detail", public_id=broker.public_id),
        lambda: detail_page(broker, form),
    )


@blueprint.post("/requests/<int:number>/accept")
@requires(HelpPermission.ANSWER, load_request)
def accept_request(request: HelpRequest) -> Any:
    with transaction():
        services.accept_help(current_actor(), request)
    flash_ok(_("已接受，对方会收到通知。"))
    return see_other(url_for(".mine"))


@blueprint.post("/requests/<int:number>/decline")
@requires(HelpPermission.ANSWER, load_request)
def decline_request(request: HelpRequest) -> Any:
    form = NoteForm()
    return take_step(
        form,
        lambda: services.decline_help(current_actor(), request, form.note.data or ""),
        _("已谢绝，理由已告知对方。"),
        url_for(".mine"),
        lambda: render_template(
            "brokers/decline.html", words=request.message, transition=WORKFLOW["decline"], form=form
        ),
    )

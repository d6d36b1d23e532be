"""Asking a broker for help, and his answer. The caller opens the transaction."""

from __future__ import annotations

from datetime import datetime, time

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from matchmaker.brokers.events import HelpAnswered, HelpAsked
from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.help_policy import POLICY, HelpPermission
from matchmaker.brokers.help_workflow import WORKFLOW
from matchmaker.brokers.items import Item, is_running, owner_of
from matchmaker.brokers.models import Broker
from matchmaker.brokers.services.assigning import follow_on_request
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.secrecy import refusals


def ask_help(actor: Actor, broker: Broker, message: str, item: Item | None = None) -> HelpRequest:
    """Ask for help with an item of one's own that runs, or in free words; so many a day for each organisation."""
    POLICY.require(actor, HelpPermission.ASK, broker)
    if wrong := refusals({"message": message}):
        raise GuardFailed(errors=wrong)
    if item is not None and not actor.belongs_to(owner_of(item)):
        raise GuardFailed(errors={"item": _("请选择本单位的需求或成果。")})
    most = current_app.config["CONTACT_REQUESTS_PER_DAY"]
    if _asked_today(actor) >= most:
        raise GuardFailed(errors={"message": _("每个单位每天最多发 %(n)s 条请求，请明天再发。", n=most)})
    request = HelpRequest(
        broker_id=broker.id, organization_id=actor.organization_id, sender_id=actor.user_id, message=message
    )
    if item is not None:
        setattr(request, f"{item.kind.value}_id", item.id)
    db.session.add(request)
    db.session.flush()
    audit.record("help_request", request.id, "ask", actor, after=request.status)
    publish(HelpAsked(request.id))
    return request


def _asked_today(actor: Actor) -> int:
    """Requests of this organisation since midnight in Beijing."""
    midnight = datetime.combine(clock.today(), time(), clock.BEIJING)
    query = select(func.count()).where(
        HelpRequest.organization_id == actor.organization_id, HelpRequest.created_at >= midnight
    )
    return db.session.scalar(query) or 0


def accept_help(actor: Actor, request: HelpRequest) -> None:
    """The broker helps; an item that runs is his from now on, whoever followed it before."""
    request.answered_at = _answer(actor, request, "accept", "")
    if request.item is not None and is_running(request.item):
        follow_on_request(Item.of(request.item), request.broker)
    publish(HelpAnswered(request.id))


def decline_help(actor: Actor, request: HelpRequest, reason: str) -> None:
    """The broker does not help, and says why."""
    request.answered_at = _answer(actor, request, "decline", reason)
    request.reason = reason
    publish(HelpAnswered(request.id))


def _answer(actor: Actor, request: HelpRequest, action: str, reason: str) -> datetime:
    WORKFLOW.apply(request, action, actor, reason)
    return clock.now()

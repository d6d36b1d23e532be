"""Mails about brokers' profiles: a table of occasions, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from matchmaker.accounts.models import User
from matchmaker.brokers import events
from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.models import Broker
from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications.composers import members_of, staff
from matchmaker.notifications.telling import Message, kind_of, tell, tell_of


def own_address(broker: Broker) -> list[str]:
    """The broker's own account."""
    user = db.session.get(User, broker.user_id) if broker.user_id else None
    return [user.email] if user else []


Row = tuple[Callable[[Any], Iterable[str]], Any, Any, str]
OCCASIONS: dict[type[events.BrokerEvent], Row] = {
    events.BrokerSubmitted: (staff, _l("有新的技术经纪人资料待审核"), _l("请核对证书后核验或退回。"), "brokers.detail"),
    events.BrokerVerified: (own_address, _l("你的技术经纪人资料已公开"), _l("企业和高校能在名录里找到你。"), "brokers.profile"),
    events.BrokerReturned: (
        own_address, _l("你的技术经纪人资料要补充后再提交"), _l("请按分中心的意见修改。"), "brokers.profile"
    ),
    events.BrokerSuspended: (
        own_address, _l("你的技术经纪人资料已暂停公开"), _l("理由见资料页的操作记录。"), "brokers.profile"
    ),
    events.CertificateExpiring: (
        own_address, _l("你的技术经纪人证书即将到期"), _l("请换发后更新有效期，过期后不再分配新事项。"), "brokers.profile"
    ),
}  # fmt: skip


def compose_profile(event: events.BrokerEvent) -> None:
    """Tell about one profile, in the site's first language."""
    broker = db.session.get_one(Broker, event.broker_id)
    recipients, subject, words, endpoint = OCCASIONS[type(event)]
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        values = {"public_id": broker.public_id} if endpoint == "brokers.detail" else {}
        text = render_template("notifications/broker.txt", broker=broker, words=words)
        message = Message(str(subject), text, endpoint, values)
    tell(event, recipients(broker), message)


def compose_assignment(event: events.AssignmentMade) -> None:
    """Tell the broker of the item he follows now."""
    assignment = db.session.get_one(Assignment, event.assignment_id)
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template("notifications/assigned.txt", assignment=assignment)
        message = Message(str(_l("有新的事项分派给你")), text, "brokers.mine")
    key = f"assigned:{assignment.id}"
    tell_of(kind_of(event), own_address(assignment.broker), message, lambda to: f"{key}:{to}")


def compose_help(event: events.HelpEvent) -> None:
    """Tell the broker that he is asked, or the organisation what he says."""
    request = db.session.get_one(HelpRequest, event.request_id)
    is_new = isinstance(event, events.HelpAsked)
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        subject = str(_l("有单位请你帮忙") if is_new else _l("经纪人答复了你的请求"))
        text = render_template("notifications/help.txt", request=request, is_new=is_new)
        if is_new:
            message = Message(subject, text, "brokers.mine")
        else:
            message = Message(subject, text, "brokers.detail", {"public_id": request.broker.public_id})
    to = own_address(request.broker) if is_new else members_of(request.organization_id)
    key = f"{kind_of(event)}:{request.id}"
    tell_of(kind_of(event), to, message, lambda address: f"{key}:{address}")


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    *((kind, compose_profile) for kind in OCCASIONS),
    (events.AssignmentMade, compose_assignment),
    (events.HelpAsked, compose_help),
    (events.HelpAnswered, compose_help),
)

"""The two lists, one answer, and what each side does with it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.extensions import db
from matchmaker.interests import queries, services
from matchmaker.interests.forms import AnswerForm
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import InterestPermission
from matchmaker.interests.views.blueprint import blueprint, load_interest
from matchmaker.interests.vocabulary import InterestStatus
from matchmaker.kernel import clock
from matchmaker.kernel.pagination import page_number
from matchmaker.organizations.models import Organization
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.security import current_actor, login_only, requires


@blueprint.get("/")
@login_only
def mine() -> str:
    """What I and my unit sent; with ``box=received`` what my unit received."""
    actor, box = current_actor(), request.args.get("box", "sent")
    find = queries.received if box == "received" else queries.sent
    page = find(actor, page_number(request.args.get("page")))
    rate = queries.rate_of(actor.organization_id) if actor.organization_id else None
    return render_template("interests/mine.html", page=page, box=box, rate=rate, today=clock.today())


@blueprint.get("/<public_id>")
@requires(InterestPermission.READ, load_interest)
def detail(interest: Interest) -> str:
    return _page(interest)


def _page(interest: Interest, form: AnswerForm | None = None) -> str:
    actor = current_actor()
    is_recipient = actor.belongs_to(interest.recipient_id)
    if form is None:
        home = db.session.get(Organization, actor.organization_id) if is_recipient else None
        form = AnswerForm(
            formdata=None,
            reply_name=home.contact_name if home else "",
            reply_phone=home.contact_phone if home else "",
            reply_email=home.contact_email if home else "",
        )
    return render_template(
        "interests/detail.html",
        interest=interest,
        form=form,
        is_recipient=is_recipient,
        knows_contacts=interest.status is InterestStatus.ENGAGED,
        may_answer=is_recipient and interest.status is InterestStatus.SENT,
        today=clock.today(),
    )


@blueprint.post("/<public_id>/engage")
@requires(InterestPermission.ANSWER, load_interest)
def engage(interest: Interest) -> Any:
    form = AnswerForm()
    return take_step(
        form,
        lambda: services.engage(current_actor(), interest, form.contact(), form.reply.data or ""),
        _("已答复。双方现在能看到彼此的联系方式。"),
        url_for(".detail", public_id=interest.public_id),
        lambda: _page(interest, form),
    )


@blueprint.post("/<public_id>/decline")
@requires(InterestPermission.ANSWER, load_interest)
def decline(interest: Interest) -> Any:
    form = AnswerForm()
    return take_step(
        form,
        lambda: services.decline(current_actor(), interest, form.reason(), form.reply.data or ""),
        _("已答复，对方会收到理由。"),
        url_for(".detail", public_id=interest.public_id),
        lambda: _page(interest, form),
    )


@blueprint.post("/<public_id>/withdraw")
@requires(InterestPermission.WITHDRAW, load_interest)
def withdraw(interest: Interest) -> Any:
    return take_step(
        BaseForm(),
        lambda: services.withdraw_interest(current_actor(), interest),
        _("已撤回。"),
        url_for(".mine"),
        lambda: _page(interest),
    )

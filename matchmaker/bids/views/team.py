"""The consortium: asking units, their answers, letting them go."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from matchmaker.bids import services
from matchmaker.bids.forms import InviteForm
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import BidPermission
from matchmaker.bids.views.blueprint import blueprint, load_bid, load_numbered
from matchmaker.bids.views.form import form_page
from matchmaker.bids.views.mine import detail_page
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.security import current_actor, requires


@blueprint.post("/<public_id>/members")
@requires(BidPermission.EDIT, load_bid)
def invite(bid: Bid) -> Any:
    form = InviteForm()
    return take_step(
        form,
        lambda: services.invite_member(
            current_actor(), bid, form.credit_code.data or "", form.division.data or ""
        ),
        _("已邀请，对方确认后才能递交。"),
        url_for(".edit", public_id=bid.public_id, step="team"),
        lambda: form_page(bid, invite=form, slug="team")[0],
    )


@blueprint.post("/<public_id>/members/<int:number>/remove")
@requires(BidPermission.EDIT, load_numbered)
def remove_member(bid: Bid) -> Any:
    number = int((request.view_args or {})["number"])
    return take_step(
        BaseForm(),
        lambda: services.remove_member(current_actor(), bid, number),
        _("已移出联合体。"),
        url_for(".edit", public_id=bid.public_id, step="team"),
        lambda: form_page(bid, slug="team")[0],
    )


@blueprint.post("/<public_id>/confirm-membership")
@requires(BidPermission.ANSWER_INVITATION, load_bid)
def confirm_membership(bid: Bid) -> Any:
    return _answer(
        bid, accepts=True, done=_("已确认参加。"), target=url_for(".detail", public_id=bid.public_id)
    )


@blueprint.post("/<public_id>/decline-membership")
@requires(BidPermission.ANSWER_INVITATION, load_bid)
def decline_membership(bid: Bid) -> Any:
    return _answer(
        bid, accepts=False, done=_("已谢绝，这份投标不再对你的单位显示。"), target=url_for(".mine")
    )


def _answer(bid: Bid, *, accepts: bool, done: str, target: str) -> Any:
    form = BaseForm()
    return take_step(
        form,
        lambda: services.answer_invitation(current_actor(), bid, accepts=accepts),
        done,
        target,
        lambda: detail_page(bid, form),
    )

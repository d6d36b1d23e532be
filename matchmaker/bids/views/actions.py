"""Taking a bid back, and the sub-centre's check of an opened one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from matchmaker.bids import services
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import BidPermission
from matchmaker.bids.views.blueprint import blueprint, load_bid
from matchmaker.bids.views.mine import detail_page
from matchmaker.kernel.errors import Conflict
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.security import current_actor, requires


def _act(bid: Bid, form: NoteForm, step: Callable[[], None], done: str) -> Any:
    def run() -> None:
        if form.version.data and form.version.data != str(bid.version):
            raise Conflict
        step()

    target = url_for(".detail", public_id=bid.public_id)
    return take_step(form, run, done, target, lambda: detail_page(bid, form))


@blueprint.post("/<public_id>/withdraw")
@requires(BidPermission.WITHDRAW, load_bid)
def withdraw(bid: Bid) -> Any:
    return _act(
        bid,
        NoteForm(),
        lambda: services.withdraw_bid(current_actor(), bid),
        _("已撤回，这份投标不会被开启。"),
    )


@blueprint.post("/<public_id>/confirm-eligibility")
@requires(BidPermission.SCREEN, load_bid)
def confirm_eligibility(bid: Bid) -> Any:
    return _act(
        bid,
        NoteForm(),
        lambda: services.confirm_eligibility(current_actor(), bid),
        _("资格审查通过，进入评审。"),
    )


@blueprint.post("/<public_id>/declare-ineligible")
@requires(BidPermission.SCREEN, load_bid)
def declare_ineligible(bid: Bid) -> Any:
    form = NoteForm()
    return _act(
        bid,
        form,
        lambda: services.declare_ineligible(current_actor(), bid, form.note.data or ""),
        _("已判为不合格，理由已告知揭榜方。"),
    )

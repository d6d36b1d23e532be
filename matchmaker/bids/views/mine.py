"""The own bids, and one bid as its reader may see it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from matchmaker.bids import queries, reading
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import BidPermission, is_asked, is_in_team, is_lead
from matchmaker.bids.responses import answered
from matchmaker.bids.steps import LABELS, STEPS
from matchmaker.bids.views.blueprint import blueprint, load_bid, load_numbered
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import page_number
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import as_download
from matchmaker.web.security import current_actor, login_only, requires


@blueprint.get("/mine")
@login_only
def mine() -> str:
    """Bids of the actor's unit, as lead or partner."""
    actor = current_actor()
    page = queries.own(actor, page_number(request.args.get("page")))
    return render_template("bids/mine.html", page=page, asked=queries.invitations_count(actor))


@blueprint.get("/<public_id>")
@requires(BidPermission.READ, load_bid)
def detail(bid: Bid) -> str:
    return detail_page(bid)


def detail_page(bid: Bid, form: BaseForm | None = None) -> str:
    return render_template("bids/detail.html", form=form, **bid_context(bid))


def bid_context(bid: Bid) -> dict[str, Any]:
    """The bid with its content as this reader may see it."""
    actor = current_actor()
    content = reading.content_for(actor, bid)
    return {
        "bid": bid,
        "content": content,
        "rows": answered(reading.needs_of(actor, bid), content.responses),
        "labels": LABELS,
        "steps": STEPS,
        "is_lead": is_lead(actor, bid),
        "is_asked": is_asked(actor, bid),
        "is_own": is_lead(actor, bid) or is_in_team(actor, bid),
    }


@blueprint.get("/<public_id>/print")
@requires(BidPermission.READ, load_bid)
def print_view(bid: Bid) -> str:
    """The form 揭榜申报书 for paper, with the reader's name and the time."""
    return render_template("bids/print.html", printed_at=clock.now(), **bid_context(bid))


@blueprint.get("/<public_id>/files/<int:number>")
@requires(BidPermission.READ, load_numbered)
def annex(bid: Bid) -> Response:
    """An annex in clear, as a download."""
    actor = current_actor()
    number = int((request.view_args or {})["number"])
    file, data = reading.read_file(bid, reading.content_for(actor, bid), number)
    return as_download(data, file.media_type, file.filename)


@blueprint.get("/<public_id>/copy.json")
@requires(BidPermission.READ, load_bid)
def own_copy(bid: Bid) -> Response:
    """The very bytes of the last handing in: their SHA-256 is the hash on the receipt. For the team only."""
    actor: Actor = current_actor()
    if not (is_lead(actor, bid) or is_in_team(actor, bid)):
        raise NotFound
    name = _("投标存根-%(number)s.json", number=bid.public_id)
    return as_download(reading.handed_in_bytes(bid), "application/json", name)

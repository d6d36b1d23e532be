"""Before handing in: everything on one page, what is missing, annexes, and the signature."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.bids import reading, services
from matchmaker.bids.completeness import missing
from matchmaker.bids.eligibility import team_problems
from matchmaker.bids.forms import FileForm, SubmitBidForm
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import BidPermission
from matchmaker.bids.responses import shortfalls
from matchmaker.bids.steps import LABELS, step_of
from matchmaker.bids.views.blueprint import blueprint, load_bid, load_numbered
from matchmaker.bids.views.mine import bid_context
from matchmaker.bids.views.progress import step_items
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import DOCUMENTS, kinds_of, read_upload


@blueprint.get("/<public_id>/review")
@requires(BidPermission.EDIT, load_bid)
def review(bid: Bid) -> Any:
    return _page(bid)


def _page(bid: Bid, form: SubmitBidForm | None = None, file_form: FileForm | None = None) -> str:
    context = bid_context(bid)
    content, rows = context["content"], context["rows"]
    found = missing(bid, content, rows) | team_problems(bid, content)
    gaps = [(step_of(name), LABELS.get(name, ""), sentence) for name, sentence in found.items()]
    given = form or SubmitBidForm(formdata=None)
    given.renew_version(bid.version)
    return render_template(
        "bids/review.html",
        form=given,
        file_form=file_form or FileForm(formdata=None),
        gaps=gaps,
        short=shortfalls(rows),
        items=step_items(bid, content, reading.needs_of(current_actor(), bid), ""),
        kinds=kinds_of(DOCUMENTS),
        most=current_app.config["UPLOAD_MAX_BYTES"] >> 20,
        **context,
    )


@blueprint.post("/<public_id>/submit")
@requires(BidPermission.SUBMIT, load_bid)
def submit(bid: Bid) -> Any:
    """Sign and hand in, or replace what was handed in."""
    form, public_id = SubmitBidForm(), bid.public_id
    form.validate()
    try:
        with transaction():
            services.submit_bid(
                current_actor(),
                bid,
                accepts_shortfall=bool(form.accepts_shortfall.data),
                version=form.given_version(),
            )
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        return _page(bid, form), 409
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _page(bid, form), 422
    flash_ok(_("已递交并封存，回执见本页。截止前可以替换或撤回。"))
    return see_other(url_for(".detail", public_id=public_id))


@blueprint.post("/<public_id>/files")
@requires(BidPermission.EDIT, load_bid)
def upload(bid: Bid) -> Any:
    form = FileForm()

    def run() -> None:
        name, media_type, data = read_upload(form.file.data, "file")
        services.add_file(current_actor(), bid, name, media_type, data)

    target = url_for(".review", public_id=bid.public_id)
    return take_step(form, run, _("附件已加密保存。"), target, lambda: _page(bid, file_form=form))


@blueprint.post("/<public_id>/files/<int:number>/remove")
@requires(BidPermission.EDIT, load_numbered)
def remove_file(bid: Bid) -> Any:
    number, target = int((request.view_args or {})["number"]), url_for(".review", public_id=bid.public_id)
    return take_step(
        BaseForm(),
        lambda: services.remove_file(current_actor(), bid, number),
        _("附件已移除。"),
        target,
        lambda: _page(bid),
    )

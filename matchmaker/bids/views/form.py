"""The bid form: begin, five steps, autosave."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.bids import queries, reading, services
from matchmaker.bids.forms import InviteForm, form_of, values_of
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import BidPermission
from matchmaker.bids.responses import answered
from matchmaker.bids.steps import BY_SLUG, STEPS
from matchmaker.bids.views.blueprint import blueprint, load_challenge, load_draft
from matchmaker.bids.views.progress import step_items
from matchmaker.calls.rules import CallRules
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_bad, flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/of/<public_id>/new")
@requires(BidPermission.START, load_challenge)
def new(challenge: Challenge) -> str:
    """What is asked, how sealing works, and how bids will be scored, before anything is written."""
    rules = challenge.call.rules if challenge.call else CallRules()
    return render_template(
        "bids/new.html",
        row=challenge,
        challenge=visible(challenge, current_actor()),
        rules=rules,
        form=BaseForm(),
        own=queries.own_of(current_actor(), challenge),
    )


@blueprint.post("/of/<public_id>/new")
@requires(BidPermission.START, load_challenge)
def create(challenge: Challenge) -> Any:
    """Begin; who has begun already goes on."""
    public_id = challenge.public_id
    try:
        with transaction():
            number = services.start_bid(current_actor(), challenge).public_id
    except GuardFailed as failure:
        flash_bad(failure.message)
        return see_other(url_for(".new", public_id=public_id))
    return see_other(url_for(".edit", public_id=number, step=STEPS[0].slug))


@blueprint.get("/<public_id>/edit/<step>")
@requires(BidPermission.EDIT, load_draft)
def edit(bid: Bid) -> Any:
    return form_page(bid)


@blueprint.post("/<public_id>/edit/<step>")
@requires(BidPermission.EDIT, load_draft)
def save(bid: Bid) -> Any:
    """Save the step and go where the pressed button leads; what cannot be saved stays on the page."""
    form = _form(bid)
    if not form.validate():
        is_edit = any(getattr(field, "was_edited", False) for field in form)
        return form_page(bid, form, 200 if is_edit and not form.errors else 422)
    try:
        with transaction():
            services.save_bid(current_actor(), bid, values_of(_slug(), form), form.given_version())
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        form.renew_version(bid.version)
        return form_page(bid, form, 409)
    except GuardFailed as failure:
        form.accept_errors(failure)
        return form_page(bid, form, 422)
    return see_other(_next_address(bid))


def _slug() -> str:
    return str((request.view_args or {})["step"])


def _form(bid: Bid) -> Any:
    return form_of(_slug(), reading.draft_of(bid), reading.needs_of(current_actor(), bid))


def _next_address(bid: Bid) -> str:
    go, place = request.form.get("go", "stay"), STEPS.index(BY_SLUG[_slug()])
    if go == "next" and place + 1 == len(STEPS):
        return url_for(".review", public_id=bid.public_id)
    if go == "stay":
        flash_ok(_("已保存。"))
    step = {"next": place + 1, "back": max(place - 1, 0)}.get(go, place)
    return url_for(".edit", public_id=bid.public_id, step=STEPS[step].slug)


@blueprint.post("/<public_id>/edit/<step>/autosave")
@requires(BidPermission.EDIT, load_draft)
def autosave(bid: Bid) -> Any:
    """Saved while typing; answers in the form `static/base/autosave.js` expects."""
    form = _form(bid)
    if not form.validate():
        return jsonify(errors=form.errors), 422
    try:
        with transaction():
            services.save_bid(current_actor(), bid, values_of(_slug(), form), form.given_version())
    except Conflict as conflict:
        address = url_for(".edit", public_id=bid.public_id, step=_slug())
        return jsonify(error=str(conflict.message), version=bid.version, url=address), 409
    except GuardFailed as failure:
        return jsonify(errors=failure.errors), 422
    saved_at = clock.now().astimezone(clock.BEIJING).strftime("%H:%M")
    return jsonify(saved_at=saved_at, version=bid.version)


def form_page(
    bid: Bid, form: Any = None, status: int = 200, invite: InviteForm | None = None, slug: str = ""
) -> Any:
    """One step; ``invite`` was refused and keeps what was typed."""
    slug = slug or _slug()
    place = STEPS.index(BY_SLUG[slug])
    content, needs = reading.draft_of(bid), reading.needs_of(current_actor(), bid)
    shown = form if form is not None else form_of(slug, content, needs)
    if shown.given_version() is None:
        shown.renew_version(bid.version)
    page = render_template(
        f"bids/step_{slug}.html",
        bid=bid, content=content, form=shown, step=BY_SLUG[slug], steps=step_items(bid, content, needs, slug),
        place=place, total=len(STEPS), before=STEPS[place - 1] if place else None,
        after=STEPS[place + 1] if place + 1 < len(STEPS) else None,
        judged=answered(needs, shown.responses.data if slug == "response" else content.responses),
        invite=invite or InviteForm(formdata=None),
    )  # fmt: skip
    return page, status

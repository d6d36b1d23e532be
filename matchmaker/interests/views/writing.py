"""Begin, write with autosave, send."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.interests import queries, services
from matchmaker.interests.forms import InterestForm, form_of
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import InterestPermission
from matchmaker.interests.views.blueprint import blueprint, load_interest, load_item, must_haves
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict, GuardFailed, NotFound
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/of/<kind>/<public_id>/new")
@requires(InterestPermission.START, load_item)
def new(item: Challenge | Achievement) -> Any:
    """What it is and is not, and an earlier answer to begin from; who has begun already goes on."""
    actor = current_actor()
    if own := services.live_of(actor, item):
        return see_other(
            url_for(".edit" if own.status.value == "draft" else ".detail", public_id=own.public_id)
        )
    return render_template(
        "interests/new.html", item=item, kind=_kind(), earlier=queries.earlier(actor), form=BaseForm()
    )


@blueprint.post("/of/<kind>/<public_id>/new")
@requires(InterestPermission.START, load_item)
def create(item: Challenge | Achievement) -> Any:
    """Begin, empty or from an earlier answer."""
    actor, chosen = current_actor(), request.form.get("template", "")
    template = queries.get(actor, chosen) if chosen else None
    if template is not None and template.sender_id != actor.user_id:
        raise NotFound
    with transaction():
        number = services.start_interest(actor, item, template).public_id
    return see_other(url_for(".edit", public_id=number))


def _kind() -> str:
    return str((request.view_args or {})["kind"])


@blueprint.get("/<public_id>/edit")
@requires(InterestPermission.EDIT, load_interest)
def edit(interest: Interest) -> str:
    return _page(interest, form_of(interest, must_haves(interest)))


def _page(interest: Interest, form: InterestForm) -> str:
    if form.given_version() is None:
        form.renew_version(interest.version)
    return render_template("interests/form.html", interest=interest, form=form)


@blueprint.post("/<public_id>/edit")
@requires(InterestPermission.EDIT, load_interest)
def save(interest: Interest) -> Any:
    """Keep the draft; with the button 发送 hand it over as well. What is refused stays on the page."""
    form, number = form_of(interest, must_haves(interest)), interest.public_id
    if not form.validate():
        return _page(interest, form), 422
    is_sent = request.form.get("go") == "send"
    try:
        with transaction():
            services.save_interest(current_actor(), interest, form.values(), form.given_version())
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        form.renew_version(interest.version)
        return _page(interest, form), 409
    if not is_sent:
        flash_ok(_("已保存。"))
        return see_other(url_for(".edit", public_id=number))
    try:
        with transaction():
            services.send_interest(current_actor(), interest)
    except GuardFailed as failure:
        form.accept_errors(failure)
        form.renew_version(interest.version)
        return _page(interest, form), 422
    flash_ok(_("已发送。对方要在 %(day)s 前答复，结果会发到你的邮箱。", day=interest.answer_due_on))
    return see_other(url_for(".detail", public_id=number))


@blueprint.post("/<public_id>/edit/autosave")
@requires(InterestPermission.EDIT, load_interest)
def autosave(interest: Interest) -> Any:
    """Saved while typing; answers in the form `static/base/autosave.js` expects."""
    form = form_of(interest, must_haves(interest))
    if not form.validate():
        return jsonify(errors=form.errors), 422
    try:
        with transaction():
            services.save_interest(current_actor(), interest, form.values(), form.given_version())
    except Conflict as conflict:
        address = url_for(".edit", public_id=interest.public_id)
        return jsonify(error=str(conflict.message), version=interest.version, url=address), 409
    saved_at = clock.now().astimezone(clock.BEIJING).strftime("%H:%M")
    return jsonify(saved_at=saved_at, version=interest.version)

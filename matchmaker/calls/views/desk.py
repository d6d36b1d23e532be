"""For staff: write a call with its rules, announce it, extend it, end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.calls import services
from matchmaker.calls.forms import CallForm, ExtendForm
from matchmaker.calls.models import Call
from matchmaker.calls.periods import closing_of
from matchmaker.calls.policy import CallPermission
from matchmaker.calls.views.blueprint import blueprint, check_version, load_call
from matchmaker.calls.views.public import detail_page
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/new")
@requires(CallPermission.MANAGE)
def new() -> Any:
    return _form_page(None, CallForm.of(None, services.latest_rules()))


@blueprint.post("/new")
@requires(CallPermission.MANAGE)
def create() -> Any:
    form = CallForm.of(None, services.latest_rules())
    if form.validate():
        try:
            with transaction():
                public_id = services.create_call(current_actor(), form.values(), form.rules()).public_id
            flash_ok(_("征集已存为草稿，核对后发布。"))
            return see_other(url_for(".detail", public_id=public_id))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _form_page(None, form, 422)


@blueprint.get("/<public_id>/edit")
@requires(CallPermission.EDIT, load_call)
def edit(call: Call) -> Any:
    return _form_page(call, CallForm.of(call, call.rules))


@blueprint.post("/<public_id>/edit")
@requires(CallPermission.EDIT, load_call)
def save(call: Call) -> Any:
    form, public_id = CallForm.of(call, call.rules), call.public_id
    if not form.validate():
        return _form_page(call, form, 422)
    try:
        with transaction():
            services.save_call(current_actor(), call, form.values(), form.rules(), form.given_version())
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        form.renew_version(call.version)
        return _form_page(call, form, 409)
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _form_page(call, form, 422)
    flash_ok(_("已保存。"))
    return see_other(url_for(".detail", public_id=public_id))


def _form_page(call: Call | None, form: CallForm, status: int = 200) -> Any:
    return render_template("calls/form.html", call=call, form=form), status


def _act(call: Call, form: NoteForm, step: Callable[[], None], done: str) -> Any:
    def run() -> None:
        check_version(call, form.version.data)
        step()

    target = url_for(".detail", public_id=call.public_id)
    return take_step(form, run, done, target, lambda: detail_page(call, form))


@blueprint.post("/<public_id>/announce")
@requires(CallPermission.ANNOUNCE, load_call)
def announce(call: Call) -> Any:
    form = NoteForm()
    return _act(
        call,
        form,
        lambda: services.announce_call(current_actor(), call),
        _("征集已发布，规则从现在起不再变动。"),
    )


@blueprint.post("/<public_id>/extend")
@requires(CallPermission.EXTEND, load_call)
def extend(call: Call) -> Any:
    form = ExtendForm()

    def run() -> None:
        services.extend_call(current_actor(), call, closing_of(form.closes_on.data), form.note.data or "")

    return _act(call, form, run, _("已延长，页面立即生效。"))


@blueprint.post("/<public_id>/close")
@requires(CallPermission.CLOSE, load_call)
def close(call: Call) -> Any:
    form = NoteForm()
    return _act(
        call,
        form,
        lambda: services.close_call(current_actor(), call, form.note.data or ""),
        _("征集已结束。"),
    )


@blueprint.post("/<public_id>/cancel")
@requires(CallPermission.CANCEL, load_call)
def cancel(call: Call) -> Any:
    form = NoteForm()
    return _act(
        call,
        form,
        lambda: services.cancel_call(current_actor(), call, form.note.data or ""),
        _("征集已取消。"),
    )

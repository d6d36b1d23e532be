"""Buttons of the challenge's page: each is one POST, one service, one redirect; a refusal shows the form again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.challenges import services
from matchmaker.challenges.fields import deadline_of
from matchmaker.challenges.forms import AmendForm, ReopenForm
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.views.blueprint import blueprint, check_version, load_challenge
from matchmaker.challenges.views.files import drop_file, take_file
from matchmaker.challenges.workflow import WORKFLOW
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import DOCUMENTS, kinds_of, remove_stored


def take_action(
    challenge: Challenge, action: str, run: Callable[[Any], None], done: str, form: NoteForm | None = None
) -> Any:
    """Run a workflow action with its note; refusals come back as a page with everything typed."""
    given = form or NoteForm()

    def step() -> None:
        check_version(challenge, given.version.data)
        run(given)

    def again() -> str:
        transition = WORKFLOW[action]
        return render_template(
            "challenges/action.html", row=challenge, form=given, transition=transition, address=request.path
        )

    return take_step(given, step, done, url_for(".detail", public_id=challenge.public_id), again)


@blueprint.post("/<public_id>/withdraw")
@requires(ChallengePermission.WITHDRAW, load_challenge)
def withdraw(challenge: Challenge) -> Any:
    def run(form: Any) -> None:
        services.withdraw_challenge(current_actor(), challenge, form.note.data or "")

    return take_action(challenge, "withdraw", run, _("已撤榜，公开页面不再显示。"))


@blueprint.post("/<public_id>/close")
@requires(ChallengePermission.CLOSE, load_challenge)
def close(challenge: Challenge) -> Any:
    def run(form: Any) -> None:
        services.close_challenge(current_actor(), challenge, form.note.data or "")

    return take_action(challenge, "close", run, _("已截止，不再接收方案。"))


@blueprint.post("/<public_id>/declare-unsuccessful")
@requires(ChallengePermission.DECLARE_UNSUCCESSFUL, load_challenge)
def declare_unsuccessful(challenge: Challenge) -> Any:
    def run(form: Any) -> None:
        services.declare_unsuccessful(current_actor(), challenge, form.note.data or "")

    return take_action(challenge, "declare_unsuccessful", run, _("已宣布流榜，理由已告知揭榜方。"))


@blueprint.post("/<public_id>/reopen")
@requires(ChallengePermission.REOPEN, load_challenge)
def reopen(challenge: Challenge) -> Any:
    def run(form: Any) -> None:
        deadline = deadline_of(form.deadline_on.data)
        services.reopen_challenge(current_actor(), challenge, deadline, form.note.data or "")

    return take_action(challenge, "reopen", run, _("已重新开放。"), ReopenForm())


@blueprint.post("/<public_id>/renew")
@requires(ChallengePermission.RENEW, load_challenge)
def renew(challenge: Challenge) -> Any:
    """One click, nothing to fill in."""
    with transaction():
        services.renew_challenge(current_actor(), challenge)
        until = challenge.expires_on
    flash_ok(_("已确认仍有效，有效期到 %(day)s。", day=until.isoformat() if until else ""))
    return see_other(url_for(".detail", public_id=challenge.public_id))


@blueprint.post("/<public_id>/delete")
@requires(ChallengePermission.DELETE_DRAFT, load_challenge)
def delete(challenge: Challenge) -> Any:
    """Throw a draft away, with its files."""
    with transaction():
        keys = services.delete_draft(current_actor(), challenge)
    for key in keys:
        remove_stored(key)
    flash_ok(_("草稿已删除。"))
    return see_other(url_for(".mine"))


@blueprint.get("/<public_id>/amend")
@requires(ChallengePermission.AMEND, load_challenge)
def amend_form(challenge: Challenge) -> Any:
    return _amend_page(challenge, AmendForm.of(challenge))


@blueprint.post("/<public_id>/amend")
@requires(ChallengePermission.AMEND, load_challenge)
def amend(challenge: Challenge) -> Any:
    """What goes live at once while the challenge is open: deadline, contact, files."""
    form = AmendForm.of(challenge)
    if not form.validate():
        return _amend_page(challenge, form, 422)
    try:
        _store_amendment(challenge, form)
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        return _amend_page(challenge, form, 409)
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _amend_page(challenge, form, 422)
    flash_ok(_("已更新，页面立即生效。"))
    return see_other(url_for(".detail", public_id=challenge.public_id))


def _store_amendment(challenge: Challenge, form: AmendForm) -> None:
    actor, deadline = current_actor(), deadline_of(form.deadline_on.data)
    contact = (form.contact_name.data or "", form.contact_phone.data or "")
    upload = take_file(form)
    with transaction():
        services.amend_challenge(actor, challenge, deadline, *contact, form.given_version())
        if upload:
            services.add_attachment(actor, challenge, upload, form.file_label.data or "", form.chosen_layer())
    if "remove_file" in request.form:
        drop_file(challenge, request.form["remove_file"])


def _amend_page(challenge: Challenge, form: AmendForm, status: int = 200) -> Any:
    form.renew_version(challenge.version)
    page = render_template("challenges/amend.html", row=challenge, form=form, kinds=kinds_of(DOCUMENTS))
    return page, status

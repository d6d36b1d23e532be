"""For the sponsor: propose a draft to a call."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.calls import queries as calls
from matchmaker.challenges import services
from matchmaker.challenges.forms import EntryForm
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.views.blueprint import blueprint, load_draft
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/<public_id>/call")
@requires(ChallengePermission.ENTER_CALL, load_draft)
def entry(challenge: Challenge) -> Any:
    return _page(challenge, EntryForm.of(challenge))


@blueprint.post("/<public_id>/call")
@requires(ChallengePermission.ENTER_CALL, load_draft)
def enter(challenge: Challenge) -> Any:
    """Choose the call and state what its rules ask."""
    form, status = EntryForm.of(challenge), 422
    if form.validate():
        try:
            with transaction():
                chosen = calls.get(current_actor(), form.call.data) if form.call.data else None
                amounts = (form.sales_amount.data, form.rd_amount.data)
                services.enter_call(current_actor(), challenge, chosen, *amounts, form.given_version())
                public_id = challenge.public_id
            flash_ok(_("已保存。") if chosen is None else _("已选定征集，提交时按它的规则核对。"))
            return see_other(url_for(".review", public_id=public_id))
        except Conflict as conflict:
            form.form_errors.append(str(conflict.message))
            form.renew_version(challenge.version)
            status = 409
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _page(challenge, form), status


def _page(challenge: Challenge, form: EntryForm) -> str:
    return render_template("challenges/entry.html", row=challenge, form=form, calls=calls.open_now())

"""For the expert: needs to be assessed, and the sheet of one."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.assessments import queries, services
from matchmaker.assessments.forms import OpinionForm
from matchmaker.assessments.models import Opinion
from matchmaker.assessments.policy import OpinionPermission
from matchmaker.assessments.views.blueprint import blueprint, load_opinion
from matchmaker.assessments.vocabulary import DIMENSIONS, OpinionStatus
from matchmaker.challenges.layers import VisibleChallenge
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm, NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires


@blueprint.get("/mine")
@login_only
def mine() -> str:
    return render_template("assessments/mine.html", opinions=queries.opinions_of(current_actor()))


@blueprint.get("/opinions/<int:number>")
@requires(OpinionPermission.READ, load_opinion)
def opinion(opinion: Opinion) -> Any:
    return _page(opinion, OpinionForm.of(opinion))


def _page(opinion: Opinion, form: BaseForm, status: int = 200) -> Any:
    """The need as registered readers will see it, and the sheet beside it."""
    challenge = opinion.assessment.challenge
    sheet = form if isinstance(form, OpinionForm) else OpinionForm.of(opinion)
    page = render_template(
        "assessments/opinion.html",
        opinion=opinion,
        row=challenge,
        challenge=VisibleChallenge(challenge, Layer.REGISTERED),
        form=sheet,
        failed=form,
        dimensions=DIMENSIONS,
        can_write=opinion.status is OpinionStatus.ASKED and current_actor().user_id == opinion.expert.user_id,
    )
    return page, status


@blueprint.post("/opinions/<int:number>")
@requires(OpinionPermission.WRITE, load_opinion)
def save(opinion: Opinion) -> Any:
    """Save; with the button that signs, also sign. What was typed stays on the page."""
    form, wants_signature = OpinionForm.of(opinion), "sign" in request.form
    if not form.validate():
        return _page(opinion, form, 422)
    try:
        with transaction():
            services.save_opinion(
                current_actor(),
                opinion,
                form.scores(),
                form.solved(),
                form.comment.data or "",
                form.given_version(),
            )
        if wants_signature:
            with transaction():
                services.sign_opinion(current_actor(), opinion)
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        form.renew_version(opinion.version)
        return _page(opinion, form, 409)
    except GuardFailed as failure:
        form.accept_errors(failure)
        form.renew_version(opinion.version)
        return _page(opinion, form, 422)
    flash_ok(_("已签名，不能再改。") if wants_signature else _("已保存。"))
    return see_other(url_for(".mine") if wants_signature else url_for(".opinion", number=opinion.id))


@blueprint.post("/opinions/<int:number>/decline")
@requires(OpinionPermission.WRITE, load_opinion)
def decline(opinion: Opinion) -> Any:
    form = NoteForm()
    return take_step(
        form,
        lambda: services.decline_opinion(current_actor(), opinion, form.note.data or ""),
        _("已谢绝，分中心会另请专家。"),
        url_for(".mine"),
        lambda: _page(opinion, form)[0],
    )

"""For staff, and after the closing for the sponsor: one evaluation with panel, progress and ranking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.challenges.models import Challenge
from matchmaker.evaluations import queries, services
from matchmaker.evaluations.forms import DrawForm, InviteExpertForm, ScoringForm
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.policy import EvaluationPermission
from matchmaker.evaluations.views.blueprint import blueprint, load_challenge, load_evaluation
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm, NoteForm
from matchmaker.web.responses import flash_bad, flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/")
@requires(EvaluationPermission.PLAN)
def running() -> str:
    """What is being judged, the nearest last day first."""
    page = queries.running(page_number(request.args.get("page")))
    return render_template("evaluations/running.html", page=page)


@blueprint.post("/of/<public_id>/plan")
@requires(EvaluationPermission.PLAN, load_challenge)
def plan(challenge: Challenge) -> Any:
    """Begin; a refusal leads back to the opened bids, where what is missing can be done."""
    back = url_for("bids.opened", public_id=challenge.public_id)
    try:
        with transaction():
            public_id = services.plan_evaluation(current_actor(), challenge).public_id
    except GuardFailed as failure:
        flash_bad(failure.message)
        return see_other(back)
    flash_ok(_("评审已建立，请抽取评委。"))
    return see_other(url_for(".detail", public_id=public_id))


@blueprint.get("/<public_id>")
@requires(EvaluationPermission.READ, load_evaluation)
def detail(evaluation: Evaluation) -> str:
    return detail_page(evaluation)


def detail_page(evaluation: Evaluation, form: BaseForm | None = None) -> str:
    """``form`` was refused and shows why."""
    return render_template(
        "evaluations/detail.html",
        evaluation=evaluation,
        loads=queries.loads(evaluation),
        rows=queries.ranking(evaluation),
        form=form,
        draw_form=form if isinstance(form, DrawForm) else DrawForm(formdata=None),
        invite_form=form if isinstance(form, InviteExpertForm) else InviteExpertForm(formdata=None),
        scoring_form=form if isinstance(form, ScoringForm) else ScoringForm(formdata=None),
    )


def act(evaluation: Evaluation, form: BaseForm, step: Callable[[], object], done: str) -> Any:
    """One step on the evaluation's page."""

    def run() -> None:
        version = form["version"].data if "version" in form else ""
        if version and version != str(evaluation.version):
            raise Conflict
        step()

    target = url_for(".detail", public_id=evaluation.public_id)
    return take_step(form, run, done, target, lambda: detail_page(evaluation, form))


@blueprint.post("/<public_id>/open-scoring")
@requires(EvaluationPermission.MANAGE, load_evaluation)
def open_scoring(evaluation: Evaluation) -> Any:
    form = ScoringForm()
    return act(
        evaluation,
        form,
        lambda: services.open_scoring(current_actor(), evaluation, form.until.data),
        _("打分已开始，评委已收到通知。"),
    )


@blueprint.post("/<public_id>/close-scoring")
@requires(EvaluationPermission.MANAGE, load_evaluation)
def close_scoring(evaluation: Evaluation) -> Any:
    return act(
        evaluation,
        NoteForm(),
        lambda: services.close_scoring(current_actor(), evaluation),
        _("打分已结束，排序见本页。"),
    )


@blueprint.post("/<public_id>/confirm")
@requires(EvaluationPermission.CONFIRM, load_evaluation)
def confirm(evaluation: Evaluation) -> Any:
    return act(
        evaluation,
        NoteForm(),
        lambda: services.confirm_evaluation(current_actor(), evaluation),
        _("评审结果已确认，发榜方可以定榜。"),
    )


@blueprint.post("/<public_id>/void")
@requires(EvaluationPermission.VOID, load_evaluation)
def void(evaluation: Evaluation) -> Any:
    form = NoteForm()
    return act(
        evaluation,
        form,
        lambda: services.void_evaluation(current_actor(), evaluation, form.note.data or ""),
        _("这次评审已作废，可以重新组织。"),
    )

"""The sponsor chooses on the ranking; staff publish the notice or revoke."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.awards import queries, services
from matchmaker.awards.forms import ProposeForm
from matchmaker.awards.models import Award
from matchmaker.awards.policy import AwardPermission
from matchmaker.awards.views.blueprint import blueprint, load_award, load_evaluation
from matchmaker.evaluations import queries as evaluations
from matchmaker.evaluations.models import Evaluation
from matchmaker.kernel.errors import Conflict
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm, NoteForm
from matchmaker.web.security import current_actor, requires


@blueprint.get("/choose/<public_id>")
@requires(AwardPermission.PROPOSE, load_evaluation)
def choose(evaluation: Evaluation) -> str:
    return _choose_page(evaluation)


def _form(evaluation: Evaluation) -> ProposeForm:
    return ProposeForm.of(evaluation.challenge, [row.bid for row in evaluations.ranking(evaluation)])


def _choose_page(evaluation: Evaluation, form: ProposeForm | None = None) -> str:
    chosen = queries.live_of(current_actor(), evaluation.challenge)
    rows = evaluations.ranking(evaluation)
    return render_template(
        "awards/choose.html",
        evaluation=evaluation,
        rows=rows,
        chosen=chosen,
        taken={one.bid_id for one in chosen},
        quotes={row.bid.id: services.quote_of(row.bid) for row in rows}
        if evaluation.challenge.is_race
        else {},
        form=form or _form(evaluation),
        vacancies=queries.vacancies_of(evaluation.challenge),
    )


@blueprint.post("/choose/<public_id>")
@requires(AwardPermission.PROPOSE, load_evaluation)
def propose(evaluation: Evaluation) -> Any:
    form = _form(evaluation)
    return take_step(
        form,
        lambda: services.propose_awards(
            current_actor(), evaluation, form.picks(), form.excess_reason.data or ""
        ),
        _("已选定，等分中心公示。"),
        url_for("evaluations.detail", public_id=evaluation.public_id),
        lambda: _choose_page(evaluation, form),
    )


@blueprint.post("/choose/<public_id>/fewer")
@requires(AwardPermission.PROPOSE, load_evaluation)
def go_on_with_fewer(evaluation: Evaluation) -> Any:
    form = BaseForm()
    return take_step(
        form,
        lambda: services.go_on_with_fewer(current_actor(), evaluation),
        _("空出的名额不再递补。"),
        url_for("evaluations.detail", public_id=evaluation.public_id),
        lambda: _choose_page(evaluation),
    )


def _act(award: Award, form: NoteForm, step: Callable[[], None], done: str, target: str = "") -> Any:
    def run() -> None:
        if form.version.data and form.version.data != str(award.version):
            raise Conflict
        step()

    to = target or url_for(".detail", public_id=award.public_id)
    return take_step(form, run, done, to, lambda: notice_page(award, form))


def notice_page(award: Award, form: BaseForm | None = None) -> str:
    """One notice; ``form`` was refused and shows why."""
    return render_template(
        "awards/detail.html",
        award=award,
        form=form,
        teams=queries.beside(current_actor(), [award])[award.id],
        objections=queries.own_objections(current_actor(), award),
    )


@blueprint.post("/<public_id>/publish-notice")
@requires(AwardPermission.PUBLISH, load_award)
def publish_notice(award: Award) -> Any:
    return _act(award, NoteForm(), lambda: services.publish_notice(current_actor(), award), _("公示已开始。"))


@blueprint.post("/<public_id>/withdraw")
@requires(AwardPermission.WITHDRAW, load_award)
def withdraw(award: Award) -> Any:
    form = NoteForm()
    return _act(
        award,
        form,
        lambda: services.withdraw_award(current_actor(), award, form.note.data or ""),
        _("已收回，可以重新选择。"),
        url_for("challenges.detail", public_id=award.challenge.public_id),
    )


@blueprint.post("/<public_id>/revoke")
@requires(AwardPermission.REVOKE, load_award)
def revoke(award: Award) -> Any:
    form = NoteForm()
    return _act(
        award,
        form,
        lambda: services.revoke_award(current_actor(), award, form.note.data or ""),
        _("中榜已撤销。发榜方可以重新选择，或作废评审后重新组织。"),
    )

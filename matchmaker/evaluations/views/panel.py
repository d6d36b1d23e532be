"""Filling the panel: by lot, by name, and recusal by staff."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from matchmaker.evaluations import services
from matchmaker.evaluations.forms import DrawForm, InviteExpertForm
from matchmaker.evaluations.models import Evaluation, Panelist
from matchmaker.evaluations.policy import EvaluationPermission, PanelistPermission
from matchmaker.evaluations.views.blueprint import blueprint, load_evaluation, load_panelist
from matchmaker.evaluations.views.desk import act
from matchmaker.web.forms import NoteForm
from matchmaker.web.security import current_actor, requires


@blueprint.post("/<public_id>/draw")
@requires(EvaluationPermission.MANAGE, load_evaluation)
def draw(evaluation: Evaluation) -> Any:
    form = DrawForm()
    return act(
        evaluation,
        form,
        lambda: services.draw_panel(current_actor(), evaluation, any_field=bool(form.any_field.data)),
        _("已随机抽取，邀请已发出。"),
    )


@blueprint.post("/<public_id>/invite")
@requires(EvaluationPermission.MANAGE, load_evaluation)
def invite(evaluation: Evaluation) -> Any:
    form = InviteExpertForm()
    return act(
        evaluation,
        form,
        lambda: services.invite_expert(current_actor(), evaluation, form.expert.data or ""),
        _("邀请已发出。"),
    )


@blueprint.post("/<public_id>/panel/<int:number>/recuse")
@requires(PanelistPermission.RECUSE, load_panelist)
def recuse_panelist(panelist: Panelist) -> Any:
    form = NoteForm()
    return act(
        panelist.evaluation,
        form,
        lambda: services.recuse_panelist(current_actor(), panelist, form.note.data or ""),
        _("这位评委已回避，请补抽。"),
    )

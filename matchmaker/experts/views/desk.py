"""For the sub-centre's staff: profiles to screen, and the requests experts have received."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.experts import queries, services
from matchmaker.experts.forms import ReturnForm
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.experts.policy import ExpertPermission
from matchmaker.experts.views.blueprint import blueprint, load_expert
from matchmaker.experts.views.public import detail_page
from matchmaker.experts.workflow import WORKFLOW
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/desk")
@requires(ExpertPermission.SCREEN)
def desk() -> str:
    actor, wanted = current_actor(), request.args.get("status", "")
    status = next((s for s in queries.DESK_TABS if s.value == wanted), ExpertStatus.SCREENING)
    page = queries.on_desk(actor, status, page_number(request.args.get("page")))
    return render_template("experts/desk.html", page=page, status=status, counts=queries.desk_counts(actor))


@blueprint.get("/requests")
@requires(ExpertPermission.SCREEN)
def requests() -> str:
    page = queries.all_requests(page_number(request.args.get("page")))
    return render_template("experts/requests.html", page=page)


def _act(expert: Expert, action: str, service: Callable[..., None], done: str) -> Any:
    """Take one step that may need a note; without it, ask again and keep what was typed."""
    form = NoteForm()
    return take_step(
        form,
        lambda: service(current_actor(), expert, form.note.data or ""),
        done,
        url_for(".desk"),
        lambda: render_template("experts/action.html", expert=expert, transition=WORKFLOW[action], form=form),
    )


@blueprint.post("/<public_id>/list")
@requires(ExpertPermission.SCREEN, load_expert)
def list_(expert: Expert) -> Any:
    return _act(expert, "list", services.list_expert, _("专家资料已公开。"))


@blueprint.post("/<public_id>/reject")
@requires(ExpertPermission.SCREEN, load_expert)
def reject(expert: Expert) -> Any:
    return _act(expert, "reject", services.reject_expert, _("专家资料已驳回，理由已告知本人。"))


@blueprint.post("/<public_id>/return")
@requires(ExpertPermission.SCREEN, load_expert)
def return_(expert: Expert) -> Any:
    form = ReturnForm()
    if form.validate_on_submit():
        parts = {f.short_name.removeprefix("part_"): f.data for f in form if f.short_name.startswith("part_")}
        try:
            with transaction():
                services.return_for_revision(current_actor(), expert, form.note.data or "", parts)
            flash_ok(_("已退回，要补充的内容已告知本人。"))
            return see_other(url_for(".desk"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return detail_page(expert, return_form=form), 422

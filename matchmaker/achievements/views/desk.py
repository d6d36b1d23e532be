"""For the sub-centre's staff: what waits for screening, and the judgements."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.achievements import queries, services
from matchmaker.achievements.forms import ReturnForm
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.policy import AchievementPermission
from matchmaker.achievements.views.blueprint import blueprint, load_achievement
from matchmaker.achievements.views.mine import act
from matchmaker.achievements.views.public import detail_page
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/desk")
@requires(AchievementPermission.SCREEN)
def desk() -> str:
    actor, wanted = current_actor(), request.args.get("status", "")
    status = next((s for s in queries.DESK_TABS if s.value == wanted), AchievementStatus.SCREENING)
    page = queries.on_desk(actor, status, page_number(request.args.get("page")))
    return render_template(
        "achievements/desk.html", page=page, status=status, counts=queries.desk_counts(actor)
    )


@blueprint.post("/<public_id>/list")
@requires(AchievementPermission.SCREEN, load_achievement)
def list_(achievement: Achievement) -> Any:
    return act(achievement, "list", services.list_achievement, _("成果已上架。"))


@blueprint.post("/<public_id>/reject")
@requires(AchievementPermission.SCREEN, load_achievement)
def reject(achievement: Achievement) -> Any:
    return act(achievement, "reject", services.reject_achievement, _("成果已驳回，理由已告知持有人。"))


@blueprint.post("/<public_id>/return")
@requires(AchievementPermission.SCREEN, load_achievement)
def return_(achievement: Achievement) -> Any:
    """Back to the holder with what to mend in each part."""
    form = ReturnForm()
    if form.validate_on_submit():
        parts = {f.short_name.removeprefix("part_"): f.data for f in form if f.short_name.startswith("part_")}
        try:
            with transaction():
                services.return_for_revision(current_actor(), achievement, form.note.data or "", parts)
            flash_ok(_("已退回，要补充的内容已告知持有人。"))
            return see_other(url_for(".desk"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return detail_page(achievement, form), 422

"""For the holder: own achievements, confirming, taking off, new versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.achievements import queries, services
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.policy import AchievementPermission
from matchmaker.achievements.views.blueprint import blueprint, load_achievement
from matchmaker.achievements.workflow import WORKFLOW
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires
from matchmaker.web.uploads import copy_stored


@blueprint.get("/mine")
@login_only
def mine() -> str:
    actor = current_actor()
    page = queries.own(actor, page_number(request.args.get("page")))
    return render_template(
        "achievements/mine.html", page=page, has_organization=actor.organization_id is not None
    )


@blueprint.post("/<public_id>/renew")
@requires(AchievementPermission.RENEW, load_achievement)
def renew(achievement: Achievement) -> Any:
    with transaction():
        services.renew_achievement(current_actor(), achievement)
    flash_ok(_("已确认成果仍有效，有效期已延长。"))
    return see_other(url_for(".detail", public_id=achievement.public_id))


@blueprint.post("/<public_id>/new-version")
@requires(AchievementPermission.REVISE, load_achievement)
def new_version(achievement: Achievement) -> Any:
    """Begin the draft that will replace this one, or go on with it."""
    copies = [] if queries.living_successor(achievement) else [
        (file, copy_stored(file).as_columns()) for file in achievement.attachments
    ]  # fmt: skip
    with transaction():
        fresh = services.start_new_version(current_actor(), achievement, copies)
        public_id = fresh.public_id
    flash_ok(_("已建立新版本草稿。新版本上架后，原版本自动下架。"))
    return see_other(url_for(".edit", public_id=public_id, step="overview"))


def act(achievement: Achievement, action: str, service: Callable[..., None], done: str) -> Any:
    """Take one step of the workflow that asks for a note; without the note, ask again and keep what was typed."""
    form = NoteForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service(current_actor(), achievement, form.note.data or "")
            flash_ok(done)
            return see_other(url_for(".detail", public_id=achievement.public_id))
        except GuardFailed as failure:
            form.accept_errors(failure)
    page = render_template(
        "achievements/action.html", achievement=achievement, transition=WORKFLOW[action], form=form
    )
    return page, 422


@blueprint.post("/<public_id>/delist")
@requires(AchievementPermission.DELIST, load_achievement)
def delist(achievement: Achievement) -> Any:
    return act(achievement, "delist", services.delist_achievement, _("成果已下架。"))


@blueprint.post("/<public_id>/withdraw")
@requires(AchievementPermission.WITHDRAW, load_achievement)
def withdraw(achievement: Achievement) -> Any:
    return act(achievement, "withdraw", services.withdraw_achievement, _("已撤回，不再登记。"))

"""For the holder: a last look at the draft, and handing it in."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.achievements import services
from matchmaker.achievements.forms import SubmitForm
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.policy import AchievementPermission
from matchmaker.achievements.quality import assess
from matchmaker.achievements.steps import step_of_field
from matchmaker.achievements.views.blueprint import blueprint, load_achievement
from matchmaker.achievements.views.form import step_items, version_of
from matchmaker.achievements.workflow import missing_fields
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/<public_id>/review")
@requires(AchievementPermission.EDIT, load_achievement)
def review(achievement: Achievement) -> Any:
    form = SubmitForm(data={"is_declared_open": False, "version": achievement.version})
    return _review_page(achievement, form, {})


def _review_page(achievement: Achievement, form: SubmitForm, refused: dict[str, Any]) -> str:
    missing = missing_fields(achievement) | {n: t for n, t in refused.items() if n not in form}
    return render_template(
        "achievements/review.html",
        achievement=achievement,
        form=form,
        steps=step_items(achievement, ""),
        missing=[
            (
                text,
                ""
                if name == "holder"
                else url_for(".edit", public_id=achievement.public_id, step=step_of_field(name)),
            )
            for name, text in missing.items()
        ],
        quality=assess(achievement),
    )


@blueprint.post("/<public_id>/submit")
@requires(AchievementPermission.SUBMIT, load_achievement)
def submit(achievement: Achievement) -> Any:
    form, refused = SubmitForm(), {}
    if form.validate_on_submit():
        try:
            with transaction():
                services.submit_achievement(
                    current_actor(),
                    achievement,
                    is_declared_open=bool(form.is_declared_open.data),
                    version=version_of(form),
                )
            flash_ok(_("已提交。分中心审核后会通知你，一般需要 3 个工作日。"))
            return see_other(url_for(".detail", public_id=achievement.public_id))
        except GuardFailed as failure:
            refused = failure.errors
            form.accept_errors(GuardFailed(failure.message, {n: t for n, t in refused.items() if n in form}))
    return _review_page(achievement, form, refused), 422

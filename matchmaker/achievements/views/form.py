"""For the holder: the form in steps, saved while typing, and its coach."""

from __future__ import annotations

import secrets
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.achievements import services
from matchmaker.achievements.duplicates import near_achievements
from matchmaker.achievements.forms import AttachmentForm, NewForm, OverviewForm, StepForm
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.policy import AchievementPermission
from matchmaker.achievements.quality import assess
from matchmaker.achievements.steps import STEPS, Step, step_after, step_before, step_named
from matchmaker.achievements.views.blueprint import blueprint, load_achievement
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_bad, flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires
from matchmaker.web.uploads import DOCUMENTS, kinds_of


class Unsaved:
    """A draft as it would be with what is typed now; blank where there is no draft yet."""

    def __init__(self, achievement: Achievement | None, values: dict[str, Any]) -> None:
        self._achievement, self._values = achievement, values

    def __getattr__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if self._achievement is not None:
            return getattr(self._achievement, name)
        return [] if name in ("indicators", "rights", "transfer_modes") else ""


@blueprint.route("/new", methods=["GET", "POST"])
@login_only
def new() -> Any:
    """The first step; what it saves is a draft. Sent twice, it makes one draft."""
    actor = current_actor()
    if actor.organization_id is None:
        flash_bad(_("登记成果要以机构的名义。请先登记或加入一个机构。"))
        return see_other(url_for("organizations.mine"))
    form = NewForm()
    if request.method == "GET":
        form.draft_token.data = secrets.token_urlsafe(24)
    if form.validate_on_submit():
        try:
            with transaction():
                made = services.create_achievement(actor, _token(form), form.values())
                public_id = made.public_id
            return see_other(_address_after(public_id, STEPS[0]))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _page(None, STEPS[0], form, 422 if form.is_submitted() else 200)


def _token(form: NewForm) -> str:
    return (form.draft_token.data or "")[:64] or secrets.token_urlsafe(24)


@blueprint.route("/<public_id>/edit/<step>", methods=["GET", "POST"])
@requires(AchievementPermission.EDIT, load_achievement)
def edit(achievement: Achievement) -> Any:
    step = step_named((request.view_args or {})["step"])
    form = step.form.of(achievement)
    status = 200
    if form.is_submitted():
        status = 200 if form.was_edited else 422
        if form.validate():
            try:
                _save(achievement, form)
                return see_other(_address_after(achievement.public_id, step))
            except GuardFailed as failure:
                form.accept_errors(failure)
            except Conflict:
                form.form_errors.append(
                    _("这份草稿刚在别处保存过。下面是你填写的内容，再次保存会覆盖这一步的内容。")
                )
                status = 409
    form.version.raw_data = None
    form.version.data = str(achievement.version)
    return _page(achievement, step, form, status)


def _save(achievement: Achievement, form: StepForm) -> None:
    with transaction():
        services.save_draft(current_actor(), achievement, form.values(), version_of(form))


def version_of(form: Any) -> int | None:
    """The version a page was made from; None when it does not say."""
    text = (form.version.raw_data or [""])[0]  # without one in the request the field holds the object's own
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _address_after(public_id: str, step: Step) -> str:
    """Where the pressed button leads: stay, back, another step, or on."""
    if "stay" in request.form:
        flash_ok(_("草稿已保存。"))
        return url_for(".edit", public_id=public_id, step=step.name)
    other = step_before(step) if "back" in request.form else step_after(step)
    if other is None:
        return url_for(".review", public_id=public_id)
    return url_for(".edit", public_id=public_id, step=other.name)


def _page(achievement: Achievement | None, step: Step, form: StepForm, status: int) -> Any:
    values = form.values()
    page = render_template(
        "achievements/form.html",
        achievement=achievement,
        step=step,
        steps=step_items(achievement, step.name),
        number=STEPS.index(step) + 1,
        total=len(STEPS),
        before=step_before(step),
        after=step_after(step),
        form=form,
        quality=assess(Unsaved(achievement, values)),
        near=near_achievements(
            current_actor(), _words(achievement, values), achievement.id if achievement else None
        ),
        upload=AttachmentForm(formdata=None) if step.name == "evidence" and achievement else None,
        accepted=kinds_of(DOCUMENTS),
    )
    return page, status


def _words(achievement: Achievement | None, values: dict[str, Any]) -> dict[str, Any]:
    draft = Unsaved(achievement, values)
    return {name: getattr(draft, name) for name in ("title", "summary", "keywords")}


def step_items(achievement: Achievement | None, current: str) -> list[dict[str, Any]]:
    """The list of steps with what is done; every step of a saved draft can be opened."""
    items = []
    for step in STEPS:
        done = achievement is not None and step.is_done(achievement)
        noted = achievement is not None and step.name in achievement.revision_notes
        items.append(
            {
                "label": step.label,
                "state": "now" if step.name == current else "done" if done else "",
                "note": _("有退回意见") if noted else _("已填") if done and step.name != current else "",
                "url": url_for(".edit", public_id=achievement.public_id, step=step.name)
                if achievement is not None and step.name != current
                else "",
            }
        )
    return items


@blueprint.post("/<public_id>/autosave/<step>")
@requires(AchievementPermission.EDIT, load_achievement)
def autosave(achievement: Achievement) -> Any:
    """Save while typing; answers in JSON, see static/base/autosave.js."""
    form = step_named((request.view_args or {})["step"]).form.of(achievement)
    if not form.validate():
        return jsonify(errors=form.errors), 422
    try:
        _save(achievement, form)
    except Conflict:
        address = url_for(".edit", public_id=achievement.public_id, step=(request.view_args or {})["step"])
        return jsonify(version=achievement.version, url=address), 409
    except GuardFailed as failure:
        return jsonify(errors={name: [str(text)] for name, text in failure.errors.items()}), 422
    saved_at = clock.now().astimezone(clock.BEIJING).strftime("%H:%M")
    return jsonify(saved_at=saved_at, version=achievement.version)


@blueprint.post("/<public_id>/coach/<step>")
@requires(AchievementPermission.EDIT, load_achievement)
def coach(achievement: Achievement) -> str:
    """What the coach says to what is typed now; saves nothing."""
    form = step_named((request.view_args or {})["step"]).form.of(achievement)
    return _coach(achievement, form.values())


@blueprint.post("/new/coach")
@requires(AchievementPermission.CREATE)
def coach_new() -> str:
    return _coach(None, OverviewForm().values())


def _coach(achievement: Achievement | None, values: dict[str, Any]) -> str:
    own_id = achievement.id if achievement else None
    return render_template(
        "achievements/_coach.html",
        achievement=achievement,
        quality=assess(Unsaved(achievement, values)),
        near=near_achievements(current_actor(), _words(achievement, values), own_id),
    )

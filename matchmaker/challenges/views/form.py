"""The guided form: begin, six steps, autosave, coach."""

from __future__ import annotations

import secrets
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.calls import queries as calls
from matchmaker.calls.models import Call
from matchmaker.challenges import queries, services
from matchmaker.challenges.duplicates import near_items
from matchmaker.challenges.forms import FORMS, StepForm
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.progress import step_items
from matchmaker.challenges.quality import Sketch, assess, recognised, sketch_of
from matchmaker.challenges.steps import BY_SLUG, LABELS, STEPS, position_of, step_of
from matchmaker.challenges.views.blueprint import blueprint, load_draft
from matchmaker.challenges.views.files import drop_file, take_file
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires
from matchmaker.web.uploads import DOCUMENTS, kinds_of


@blueprint.get("/new")
@login_only
def new() -> str:
    """What is needed, what must not be written, and the drafts already begun."""
    actor = current_actor()
    drafts = queries.own_drafts(actor) if actor.organization_id is not None else []
    return render_template(
        "challenges/new.html",
        form=BaseForm(),
        drafts=drafts,
        token=secrets.token_urlsafe(24),
        call=_chosen_call(request.args.get("call")),
    )


def _chosen_call(public_id: str | None) -> Call | None:
    """The call the reader comes from, while it takes needs."""
    return next((one for one in calls.open_now() if one.public_id == public_id), None)


@blueprint.post("/new")
@requires(ChallengePermission.CREATE)
def create() -> Any:
    """Begin a draft; the same page sent twice begins one."""
    with transaction():
        made = services.create_challenge(
            current_actor(), request.form.get("draft_token", "")[:64], _chosen_call(request.form.get("call"))
        )
        public_id = made.public_id
    return see_other(url_for(".edit", public_id=public_id, step=STEPS[0].slug))


@blueprint.get("/<public_id>/edit/<step>")
@requires(ChallengePermission.EDIT, load_draft)
def edit(challenge: Challenge) -> Any:
    return _page(challenge, FORMS[_slug()].of(challenge))


@blueprint.post("/<public_id>/edit/<step>")
@requires(ChallengePermission.EDIT, load_draft)
def save(challenge: Challenge) -> Any:
    """Save the step and go where the pressed button leads; what cannot be saved stays on the page."""
    form = FORMS[_slug()].of(challenge)
    if "fill" in request.form and "indicators" in form:
        form["indicators"].fill(recognised(sketch_of(challenge)))
        return _page(challenge, form)
    if not form.validate():
        is_edit = "indicators" in form and form["indicators"].was_edited
        return _page(challenge, form, 200 if is_edit and not form.errors else 422)
    try:
        _store(challenge, form)
    except Conflict:
        return _page(challenge, form, 409, is_conflict=True)
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _page(challenge, form, 422)
    return see_other(_next_address(challenge))


def _store(challenge: Challenge, form: StepForm) -> None:
    actor = current_actor()
    upload = take_file(form)  # bytes first, row after
    with transaction():
        services.save_challenge(actor, challenge, form.values(), form.given_version())
        if upload:
            services.add_attachment(
                actor, challenge, upload, form["file_label"].data or "", form.chosen_layer()
            )
    if "remove_file" in request.form:
        drop_file(challenge, request.form["remove_file"])


def _slug() -> str:
    return str((request.view_args or {})["step"])


def _next_address(challenge: Challenge) -> str:
    go, place = request.form.get("go", "stay"), position_of(_slug())
    if go == "next" and place + 1 == len(STEPS):
        page = ".review" if challenge.status is ChallengeStatus.DRAFT else ".detail"
        return url_for(page, public_id=challenge.public_id)
    if go == "stay":
        flash_ok(_("已保存。"))
    step = {"next": place + 1, "back": max(place - 1, 0)}.get(go, place)
    return url_for(".edit", public_id=challenge.public_id, step=STEPS[step].slug)


@blueprint.post("/<public_id>/edit/<step>/autosave")
@requires(ChallengePermission.EDIT, load_draft)
def autosave(challenge: Challenge) -> Any:
    """Saved while typing; answers in the form `static/base/autosave.js` expects."""
    form = FORMS[_slug()].of(challenge)
    if not form.validate():
        return jsonify(errors=form.errors), 422
    try:
        with transaction():
            services.save_challenge(
                current_actor(), challenge, form.values(), form.given_version(), is_automatic=True
            )
    except Conflict as conflict:
        address = url_for(".edit", public_id=challenge.public_id, step=_slug())
        return jsonify(error=str(conflict.message), version=challenge.version, url=address), 409
    except GuardFailed as failure:
        return jsonify(errors=failure.errors), 422
    saved_at = clock.now().astimezone(clock.BEIJING).strftime("%H:%M")
    return jsonify(saved_at=saved_at, version=challenge.version)


@blueprint.post("/<public_id>/edit/<step>/coach")
@requires(ChallengePermission.EDIT, load_draft)
def coach(challenge: Challenge) -> str:
    """The coach's column for what is typed now; nothing is saved."""
    sketch = _typed(challenge, FORMS[_slug()].of(challenge))
    return render_template("challenges/_coach.html", row=challenge, **_coach(challenge, sketch))


def _typed(challenge: Challenge, form: StepForm) -> Sketch:
    """What is typed, as far as it can be read."""
    values = form.values()
    readable = {
        name: value for name, value in values.items() if name not in form or not form[name].process_errors
    }
    return sketch_of(challenge, readable)


def _coach(challenge: Challenge, sketch: Sketch) -> dict[str, Any]:
    return {
        "quality": assess(sketch),
        "near": near_items(current_actor(), sketch, challenge.id),
        "step_of": step_of,
        "current_slug": _slug(),
    }


def _page(challenge: Challenge, form: StepForm, status: int = 200, is_conflict: bool = False) -> Any:
    slug = _slug()
    place = position_of(slug)
    stored = form.given_version()
    form.version.raw_data, form.version.data = (
        None,
        str(challenge.version if is_conflict or stored is None else stored),
    )
    sketch = _typed(challenge, form)
    found = recognised(sketch) if slug == "indicators" else ()
    page = render_template(
        f"challenges/step_{slug}.html",
        row=challenge, form=form, step=BY_SLUG[slug], steps=step_items(challenge, slug), place=place,
        total=len(STEPS), before=STEPS[place - 1] if place else None,
        after=STEPS[place + 1] if place + 1 < len(STEPS) else None, notes=challenge.revision_notes or {},
        labels=LABELS, recognised=found, kinds=kinds_of(DOCUMENTS), is_conflict=is_conflict,
        differences=_differences(challenge, form) if is_conflict else (), **_coach(challenge, sketch),
    )  # fmt: skip
    return page, status


def _differences(challenge: Challenge, form: StepForm) -> list[tuple[Any, str]]:
    """The texts that stand otherwise in the saved version."""
    return [
        (LABELS[name], getattr(challenge, name))
        for name, value in form.values().items()
        if name in LABELS and isinstance(value, str) and value != getattr(challenge, name)
    ]

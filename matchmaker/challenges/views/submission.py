"""Before handing in: everything on one page, what is missing, and the two questions."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.challenges import services
from matchmaker.challenges.completeness import missing
from matchmaker.challenges.duplicates import near_items
from matchmaker.challenges.forms import SubmitForm
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.progress import step_items
from matchmaker.challenges.quality import assess, sketch_of
from matchmaker.challenges.steps import LABELS, step_of
from matchmaker.challenges.views.blueprint import blueprint, check_version, load_draft
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/<public_id>/edit")
@requires(ChallengePermission.EDIT, load_draft)
def resume(challenge: Challenge) -> Any:
    """To the first step that has a gap or a remark; to the review when there is none."""
    fields = [*(challenge.revision_notes or {}), *missing(challenge)]
    if not fields:
        return see_other(url_for(".review", public_id=challenge.public_id))
    return see_other(url_for(".edit", public_id=challenge.public_id, step=step_of(fields[0]).slug))


@blueprint.get("/<public_id>/review")
@requires(ChallengePermission.EDIT, load_draft)
def review(challenge: Challenge) -> Any:
    """Everything once more; what is published already is reviewed on its own page."""
    if challenge.status is not ChallengeStatus.DRAFT:
        return see_other(url_for(".detail", public_id=challenge.public_id))
    return _page(challenge, SubmitForm())


@blueprint.post("/<public_id>/submit")
@requires(ChallengePermission.SUBMIT, load_draft)
def submit(challenge: Challenge) -> Any:
    """Hand in for screening."""
    form = SubmitForm()
    form.validate()
    try:
        with transaction():
            check_version(challenge, form.version.data)
            services.submit_challenge(current_actor(), challenge, form.declaration())
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _page(challenge, form), 422
    flash_ok(_("已提交，等分中心审核。审核结果会显示在“我的需求”。"))
    return see_other(url_for(".detail", public_id=challenge.public_id))


def _page(challenge: Challenge, form: SubmitForm) -> str:
    sketch = sketch_of(challenge)
    gaps = [(step_of(name), name, LABELS.get(name, ""), text) for name, text in missing(challenge).items()]
    return render_template(
        "challenges/review.html",
        row=challenge,
        challenge=visible(challenge, current_actor()),
        form=form,
        gaps=gaps,
        steps=step_items(challenge, ""),
        quality=assess(sketch),
        near=near_items(current_actor(), sketch, challenge.id),
        step_of=step_of,
        current_slug="",
    )

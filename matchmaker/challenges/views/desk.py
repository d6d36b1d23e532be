"""For the sub-centre: the queue, and one challenge with its judgement."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.calls import queries as calls
from matchmaker.challenges import queries, services
from matchmaker.challenges.completeness import missing
from matchmaker.challenges.duplicates import near_items
from matchmaker.challenges.forms import ReturnForm
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.quality import assess, sketch_of
from matchmaker.challenges.steps import LABELS, STEPS, step_of
from matchmaker.challenges.views.actions import take_action
from matchmaker.challenges.views.blueprint import blueprint, check_version, load_challenge
from matchmaker.challenges.views.mine import chosen_status
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires


@blueprint.get("/desk")
@requires(ChallengePermission.SCREEN)
def desk() -> str:
    """What was handed in, the longest waiting first."""
    actor, words = current_actor(), request.args.get("q", "").strip()[:80]
    status = chosen_status(ChallengeStatus.SCREENING) or ChallengeStatus.SCREENING
    call = calls.get(actor, request.args["call"]) if request.args.get("call") else None
    page = queries.on_desk(actor, status, words, page_number(request.args.get("page")), call)
    return render_template(
        "challenges/desk.html",
        page=page,
        counts=queries.desk_counts(actor, words, call),
        states=queries.DESK_STATES,
        status=status,
        words=words,
        call=call,
        waiting_questions=queries.waiting_count(actor),
    )


@blueprint.get("/<public_id>/screening")
@requires(ChallengePermission.SCREEN, load_challenge)
def screening(challenge: Challenge) -> Any:
    return _page(challenge, ReturnForm())


def _page(challenge: Challenge, form: ReturnForm) -> str:
    sketch = sketch_of(challenge)
    return render_template(
        "challenges/screening.html",
        row=challenge,
        challenge=visible(challenge, current_actor()),
        form=form,
        steps=STEPS,
        labels=LABELS,
        gaps=missing(challenge) if challenge.status is ChallengeStatus.SCREENING else {},
        quality=assess(sketch),
        near=near_items(current_actor(), sketch, challenge.id),
        step_of=step_of,
        current_slug="",
    )


@blueprint.post("/<public_id>/return")
@requires(ChallengePermission.RETURN, load_challenge)
def return_for_revision(challenge: Challenge) -> Any:
    """Back to the sponsor, with reasons beside the fields."""
    form = ReturnForm()
    if form.validate():
        try:
            with transaction():
                check_version(challenge, form.version.data)
                services.return_challenge(current_actor(), challenge, form.note.data or "", form.reasons())
            flash_ok(_("已退回，发榜方会在各栏旁看到意见。"))
            return see_other(url_for(".desk"))
        except GuardFailed as failure:
            form.accept_errors(failure)
    return _page(challenge, form), 422


@blueprint.post("/<public_id>/publish")
@requires(ChallengePermission.PUBLISH, load_challenge)
def publish(challenge: Challenge) -> Any:
    def run(form: Any) -> None:
        services.publish_challenge(current_actor(), challenge)

    return take_action(challenge, "publish", run, _("已发布到揭榜大厅，正在计算建议成果。"))


@blueprint.post("/<public_id>/reject")
@requires(ChallengePermission.REJECT, load_challenge)
def reject(challenge: Challenge) -> Any:
    def run(form: Any) -> None:
        services.reject_challenge(current_actor(), challenge, form.note.data or "")

    return take_action(challenge, "reject", run, _("已驳回，理由已告知发榜方。"))

"""For staff: the assessment of one need, from asking experts to the conclusion."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.assessments import queries, services
from matchmaker.assessments.forms import AskForm, ConcludeForm
from matchmaker.assessments.models import Assessment
from matchmaker.assessments.policy import AssessmentPermission
from matchmaker.assessments.views.blueprint import blueprint, load_challenge
from matchmaker.assessments.vocabulary import DIMENSIONS, FEWEST
from matchmaker.challenges.duplicates import near_items
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.quality import sketch_of
from matchmaker.kernel.errors import Conflict, NotFound
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.security import current_actor, requires


@blueprint.get("/of/<public_id>")
@requires(AssessmentPermission.MANAGE, load_challenge)
def of_challenge(challenge: Challenge) -> str:
    return _page(challenge)


def _page(challenge: Challenge, form: BaseForm | None = None) -> str:
    """Opinions, what is near on the platform, and the steps open now; ``form`` was refused."""
    conclude = form if isinstance(form, ConcludeForm) else ConcludeForm(formdata=None)
    assessment = queries.latest_of(challenge)
    if assessment is not None:
        conclude.renew_version(assessment.version)
    return render_template(
        "assessments/desk.html",
        row=challenge,
        assessment=assessment,
        near=near_items(current_actor(), sketch_of(challenge), challenge.id),
        dimensions=DIMENSIONS,
        fewest=FEWEST,
        form=form,
        ask_form=form if isinstance(form, AskForm) else AskForm(formdata=None),
        conclude_form=conclude,
    )


def _act(challenge: Challenge, form: BaseForm, step: Any, done: str) -> Any:
    target = url_for(".of_challenge", public_id=challenge.public_id)
    return take_step(form, step, done, target, lambda: _page(challenge, form))


@blueprint.post("/of/<public_id>/start")
@requires(AssessmentPermission.MANAGE, load_challenge)
def start(challenge: Challenge) -> Any:
    return _act(
        challenge,
        BaseForm(),
        lambda: services.start_assessment(current_actor(), challenge),
        _("论证已开始，请邀请专家。"),
    )


def _latest(challenge: Challenge) -> Assessment:
    found = queries.latest_of(challenge)
    if found is None:
        raise NotFound
    return found


@blueprint.post("/of/<public_id>/ask")
@requires(AssessmentPermission.MANAGE, load_challenge)
def ask(challenge: Challenge) -> Any:
    form = AskForm()
    return _act(
        challenge,
        form,
        lambda: services.ask_expert(current_actor(), _latest(challenge), form.expert.data or ""),
        _("邀请已发出。"),
    )


@blueprint.post("/of/<public_id>/approve")
@requires(AssessmentPermission.MANAGE, load_challenge)
def approve(challenge: Challenge) -> Any:
    return _conclude(challenge, approves=True, done=_("同意发榜，需求公示已开始。"))


@blueprint.post("/of/<public_id>/refuse")
@requires(AssessmentPermission.MANAGE, load_challenge)
def refuse(challenge: Challenge) -> Any:
    return _conclude(challenge, approves=False, done=_("需求已驳回，理由已告知发榜方。"))


def _conclude(challenge: Challenge, *, approves: bool, done: str) -> Any:
    form = ConcludeForm()

    def run() -> None:
        assessment = _latest(challenge)
        if form.given_version() not in (None, assessment.version):
            raise Conflict
        services.conclude(current_actor(), assessment, approves=approves, reason=form.reason.data or "")

    return _act(challenge, form, run, done)

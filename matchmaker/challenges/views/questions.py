"""Questions and answers of one challenge: everybody reads, bidders ask, the sponsor or the sub-centre answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.challenges import queries, services
from matchmaker.challenges.forms import AnswerForm, DeclineForm, QuestionForm
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge, ClarificationQuestion
from matchmaker.challenges.policy import ChallengePermission
from matchmaker.challenges.questions import QuestionPermission, ask_until, takes_questions
from matchmaker.challenges.views.blueprint import blueprint, load_challenge
from matchmaker.kernel import clock, working_days
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.pagination import page_number
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, login_only, requires


def load_question(actor: Actor, public_id: str, question_id: int) -> ClarificationQuestion:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.question_of(actor, queries.get(actor, public_id), question_id)


@blueprint.get("/questions")
@login_only
def waiting() -> str:
    """For sponsors and staff: the questions that wait for them."""
    page = queries.waiting_questions(current_actor(), page_number(request.args.get("page")))
    return render_template("challenges/waiting.html", page=page, days=_working_days_since)


def _working_days_since(moment: datetime) -> int | None:
    """Working days that have passed; None where the calendar is not known."""
    try:
        return working_days.working_days_between(moment.astimezone(clock.BEIJING).date(), clock.today())
    except working_days.CalendarUnknown:
        return None


@blueprint.get("/<public_id>/questions")
@requires(ChallengePermission.READ, load_challenge, anonymous=True)
def questions(challenge: Challenge) -> str:
    return _page(challenge)


def _page(challenge: Challenge, form: BaseForm | None = None, at: int | None = None) -> str:
    """The list; ``form`` was refused, of the question ``at`` or (None) for a new one."""
    actor = current_actor()
    return render_template(
        "challenges/questions.html",
        row=challenge,
        challenge=visible(challenge, actor),
        page=queries.questions(actor, challenge, page_number(request.args.get("page"))),
        form=form,
        at=at,
        ask_form=form if isinstance(form, QuestionForm) else QuestionForm(formdata=None),
        until=ask_until(challenge),
        is_open=takes_questions(challenge),
    )


def _act(
    challenge: Challenge, form: BaseForm, run: Callable[[], object], done: str, at: int | None = None
) -> Any:
    target = url_for(".questions", public_id=challenge.public_id)
    return take_step(form, run, done, target, lambda: _page(challenge, form, at))


@blueprint.post("/<public_id>/questions")
@requires(QuestionPermission.ASK, load_challenge)
def ask(challenge: Challenge) -> Any:
    form = QuestionForm()
    return _act(
        challenge,
        form,
        lambda: services.ask_question(current_actor(), challenge, form.text.data or ""),
        _("已提问。回答后对所有人公开，提问者不公开。"),
    )


@blueprint.post("/<public_id>/questions/<int:question_id>/answer")
@requires(QuestionPermission.ANSWER, load_question)
def answer(question: ClarificationQuestion) -> Any:
    form = AnswerForm()
    return _act(
        question.challenge,
        form,
        lambda: services.answer_question(current_actor(), question, form.answer.data or ""),
        _("已回答，所有人都能看到。"),
        question.id,
    )


@blueprint.post("/<public_id>/questions/<int:question_id>/decline")
@requires(QuestionPermission.ANSWER, load_question)
def decline(question: ClarificationQuestion) -> Any:
    form = DeclineForm()
    return _act(
        question.challenge,
        form,
        lambda: services.decline_question(current_actor(), question, form.reason.data or ""),
        _("已标为不采纳，理由只有提问者看得到。"),
        question.id,
    )


@blueprint.post("/<public_id>/questions/<int:question_id>/take-back")
@requires(QuestionPermission.TAKE_BACK, load_question)
def take_back(question: ClarificationQuestion) -> Any:
    with transaction():
        services.take_back_question(current_actor(), question)
        public_id = question.challenge.public_id
    flash_ok(_("问题已收回。"))
    return see_other(url_for(".questions", public_id=public_id))

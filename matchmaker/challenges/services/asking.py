"""Questions of bidders, and their answers for everybody."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.challenges.events import QuestionAnswered, QuestionAsked, QuestionDeclined
from matchmaker.challenges.models import Challenge, ClarificationQuestion
from matchmaker.challenges.questions import POLICY, WORKFLOW, QuestionPermission, takes_questions
from matchmaker.challenges.vocabulary import (
    ANSWER_LIMIT,
    MOST_WAITING_QUESTIONS,
    QUESTION_LIMIT,
    QuestionStatus,
)
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.secrecy import refusals


def ask_question(actor: Actor, challenge: Challenge, text: str) -> ClarificationQuestion:
    """Ask the sponsor; nobody but the asker's own organization learns who asked."""
    POLICY.require(actor, QuestionPermission.ASK, challenge)
    if not takes_questions(challenge):
        raise GuardFailed(errors={"text": _("提问已经截止。已公开的回答仍可查看。")})
    _check("text", text, QUESTION_LIMIT, _("请写下问题。"))
    waiting = _waiting(actor, challenge)
    if (known := next((one for one in waiting if one.text == text), None)) is not None:
        return known  # the same click arrived twice
    if len(waiting) >= MOST_WAITING_QUESTIONS:
        sentence = _("你的单位已有 %(n)s 个问题在等回答，请等回答后再问。", n=MOST_WAITING_QUESTIONS)
        raise GuardFailed(errors={"text": sentence})
    question = ClarificationQuestion(
        challenge=challenge, asker_id=actor.organization_id, asked_by_id=actor.user_id, text=text
    )
    db.session.add(question)
    db.session.flush()
    audit.record("question", question.id, "ask", actor, after=question.status)
    publish(QuestionAsked(question.id))
    return question


def _waiting(actor: Actor, challenge: Challenge) -> list[ClarificationQuestion]:
    own = (
        ClarificationQuestion.challenge_id == challenge.id,
        ClarificationQuestion.asker_id == actor.organization_id,
        ClarificationQuestion.status == QuestionStatus.ASKED,
    )
    return list(db.session.scalars(select(ClarificationQuestion).where(*own)))


def answer_question(actor: Actor, question: ClarificationQuestion, answer: str) -> None:
    """Answer for everybody: question and answer stand on the challenge's page from now on."""
    POLICY.require(actor, QuestionPermission.ANSWER, question)
    _check("answer", answer, ANSWER_LIMIT, _("请写下回答。"))
    with db.session.no_autoflush:  # text, date and state belong together
        question.answer, question.answered_at = answer, clock.now()
        WORKFLOW.apply(question, "answer", actor)
    publish(QuestionAnswered(question.id))


def decline_question(actor: Actor, question: ClarificationQuestion, reason: str) -> None:
    """Leave a question unanswered, with a reason that only its asker reads."""
    POLICY.require(actor, QuestionPermission.ANSWER, question)
    _check("reason", reason, ANSWER_LIMIT, _("请写明理由。"))
    question.reason = reason
    WORKFLOW.apply(question, "decline", actor, reason)
    publish(QuestionDeclined(question.id))


def take_back_question(actor: Actor, question: ClarificationQuestion) -> None:
    """Take back what is not answered yet; nobody else sees it any more."""
    WORKFLOW.apply(question, "take_back", actor)


def _check(name: str, text: str, limit: int, missing: str) -> None:
    if not text.strip():
        raise GuardFailed(errors={name: missing})
    if len(text) > limit:
        words = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=limit, length=len(text))
        raise GuardFailed(errors={name: words})
    if wrong := refusals({name: text}):
        raise GuardFailed(errors=wrong)

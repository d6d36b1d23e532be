"""Read models: what a reader may find, his organization's own list, the staff's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Executable, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from matchmaker.calls.models import Call
from matchmaker.challenges.models import Challenge, ChallengeAttachment, ClarificationQuestion
from matchmaker.challenges.policy import visible_to
from matchmaker.challenges.questions import visible_to as question_visible_to
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus, QuestionStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate

WITH_ROWS = (selectinload(Challenge.indicators), selectinload(Challenge.attachments))
DESK_STATES = (
    ChallengeStatus.SCREENING,
    ChallengeStatus.ASSESSING,
    ChallengeStatus.ON_NOTICE,
    ChallengeStatus.OPEN,
    ChallengeStatus.CLOSED,
    ChallengeStatus.EVALUATING,
    ChallengeStatus.AWARDED,
    ChallengeStatus.UNSUCCESSFUL,
    ChallengeStatus.DRAFT,
    ChallengeStatus.REJECTED,
    ChallengeStatus.WITHDRAWN,
)


def get(actor: Actor, public_id: str) -> Challenge:
    """The challenge with all its rows. Raises `NotFound` when the actor may not know of it."""
    query = select(Challenge).where(Challenge.public_id == public_id, visible_to(actor))
    challenge = db.session.scalar(query.options(*WITH_ROWS))
    if challenge is None:
        raise NotFound
    return challenge


def load_visible(actor: Actor, ids: Sequence[int]) -> list[Challenge]:
    """Those of these the actor may read, with what a card shows."""
    query = select(Challenge).where(Challenge.id.in_(ids), visible_to(actor))
    return list(db.session.scalars(query.options(selectinload(Challenge.indicators))))


def attachment_of(challenge: Challenge, attachment_id: int) -> ChallengeAttachment:
    """One file of a challenge. Raises `NotFound`."""
    found = next((file for file in challenge.attachments if file.id == attachment_id), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class BoardTotals:
    """The figures under the board's title: all that is public, of it open, and the sum of the open ones in 分."""

    published: int
    open: int
    funding: int


def board_totals() -> BoardTotals:
    is_open = Challenge.status == ChallengeStatus.OPEN
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(is_open),
            func.sum(Challenge.funding_amount).filter(is_open),
        ).where(Challenge.status.in_(PUBLISHED))
    ).one()
    return BoardTotals(row[0], row[1], row[2] or 0)


def _counted(rows: Executable) -> dict[ChallengeStatus, int]:
    """Status → number, in the order of the states."""
    found = {row[0]: row[1] for row in db.session.execute(rows)}
    return {status: found[status] for status in ChallengeStatus if status in found}


# -- the organization's own -----------------------------------------------------------------------


def _own(actor: Actor) -> Select[tuple[Challenge]]:
    return select(Challenge).where(Challenge.sponsor_id == actor.organization_id)


def own(actor: Actor, status: ChallengeStatus | None = None, page: int = 1) -> Page:
    """All challenges of the actor's organization, the latest change first."""
    query = _own(actor) if status is None else _own(actor).where(Challenge.status == status)
    return paginate(query.order_by(Challenge.updated_at.desc(), Challenge.id.desc()), page)


def own_counts(actor: Actor) -> dict[ChallengeStatus, int]:
    query = select(Challenge.status, func.count()).where(Challenge.sponsor_id == actor.organization_id)
    return _counted(query.group_by(Challenge.status))


def own_drafts(actor: Actor, limit: int = 5) -> list[Challenge]:
    """What the organization has begun and not handed in."""
    query = _own(actor).where(Challenge.status == ChallengeStatus.DRAFT)
    return list(db.session.scalars(query.order_by(Challenge.updated_at.desc()).limit(limit)))


# -- the staff's desk ------------------------------------------------------------------------------


def _on_desk(actor: Actor, words: str, call: Call | None) -> Select[tuple[Challenge]]:
    query = select(Challenge).where(Challenge.submitted_at.is_not(None), visible_to(actor))
    if call is not None:
        query = query.where(Challenge.call_id == call.id)
    if words:
        like = f"%{_escaped(words)}%"
        query = query.where(
            or_(Challenge.title.ilike(like, escape="\\"), Challenge.public_id.ilike(like, escape="\\"))
        )
    return query


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def on_desk(
    actor: Actor, status: ChallengeStatus, words: str = "", page: int = 1, call: Call | None = None
) -> Page:
    """What was handed in and stands in one state: the longest waiting first, everything else newest first."""
    query = _on_desk(actor, words, call).where(Challenge.status == status)
    waiting = status is ChallengeStatus.SCREENING
    order = (
        (Challenge.submitted_at, Challenge.id)
        if waiting
        else (Challenge.updated_at.desc(), Challenge.id.desc())
    )
    return paginate(query.order_by(*order), page)


def desk_counts(actor: Actor, words: str = "", call: Call | None = None) -> dict[ChallengeStatus, int]:
    rows = _on_desk(actor, words, call).with_only_columns(Challenge.status, func.count())
    return _counted(rows.group_by(Challenge.status))


def expiring_soon(actor: Actor) -> int:
    """How many open challenges of the actor's organization want to be confirmed now."""
    horizon = clock.today() + timedelta(days=current_app.config["EXPIRY_REMINDER_DAYS"])
    due = and_(Challenge.status == ChallengeStatus.OPEN, Challenge.expires_on <= horizon)
    return db.session.scalar(_own(actor).with_only_columns(func.count()).where(due)) or 0


# -- questions and answers ------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionCounts:
    """How many are answered for everybody, and how many wait for an answer of this reader."""

    answered: int
    waiting: int


def _questions(actor: Actor, challenge: Challenge) -> Select[Any]:
    query = (
        select(ClarificationQuestion)
        .join(Challenge)
        .where(ClarificationQuestion.challenge_id == challenge.id)
    )
    return query.where(question_visible_to(actor)).options(contains_eager(ClarificationQuestion.challenge))


def questions(actor: Actor, challenge: Challenge, page: int = 1) -> Page:
    """What this actor may read: the waiting ones first, the longest wait at the top, then the newest answers."""
    is_waiting = ClarificationQuestion.status == QuestionStatus.ASKED
    waiting = (case((is_waiting, 0), else_=1), case((is_waiting, ClarificationQuestion.id)))
    newest = (ClarificationQuestion.answered_at.desc(), ClarificationQuestion.id.desc())
    return paginate(_questions(actor, challenge).order_by(*waiting, *newest), page)


def question_of(actor: Actor, challenge: Challenge, question_id: int) -> ClarificationQuestion:
    """One question of a challenge. Raises `NotFound` when the actor may not know of it."""
    question: ClarificationQuestion | None = db.session.scalar(
        _questions(actor, challenge).where(ClarificationQuestion.id == question_id)
    )
    if question is None:
        raise NotFound
    return question


def question_counts(actor: Actor, challenge: Challenge) -> QuestionCounts:
    status = ClarificationQuestion.status
    of_challenge = ClarificationQuestion.challenge_id == challenge.id
    rows = db.session.execute(select(status, func.count()).where(of_challenge).group_by(status))
    found = {row[0]: row[1] for row in rows}
    answers = actor.is_staff or actor.belongs_to(challenge.sponsor_id)
    waiting = found.get(QuestionStatus.ASKED, 0) if answers else 0
    return QuestionCounts(found.get(QuestionStatus.ANSWERED, 0), waiting)


def _waiting_for(actor: Actor) -> Select[Any]:
    """Questions this actor is to answer: of the own needs; for staff of all."""
    query = select(ClarificationQuestion).join(Challenge)
    query = query.where(ClarificationQuestion.status == QuestionStatus.ASKED, Challenge.status.in_(PUBLISHED))
    return query if actor.is_staff else query.where(Challenge.sponsor_id == actor.organization_id)


def waiting_questions(actor: Actor, page: int = 1) -> Page:
    """What waits for an answer, the longest wait first."""
    query = _waiting_for(actor).options(contains_eager(ClarificationQuestion.challenge))
    return paginate(query.order_by(ClarificationQuestion.id), page)


def waiting_count(actor: Actor) -> int:
    """How many questions wait for an answer of this actor."""
    return db.session.scalar(_waiting_for(actor).with_only_columns(func.count())) or 0

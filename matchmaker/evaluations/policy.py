"""Who may do what with an evaluation, a seat on its panel, and a score sheet."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, true

from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff

RESULT = (EvaluationStatus.CLOSED, EvaluationStatus.CONFIRMED)


class EvaluationPermission(StrEnum):
    CONFIRM = "evaluation:confirm"
    MANAGE = "evaluation:manage"
    PLAN = "evaluation:plan"  # of a challenge
    READ = "evaluation:read"
    VOID = "evaluation:void"


class PanelistPermission(StrEnum):
    ANSWER = "panelist:answer"
    READ = "panelist:read"
    RECUSE = "panelist:recuse"


class SheetPermission(StrEnum):
    READ = "sheet:read"
    RECUSE = "sheet:recuse"
    WRITE = "sheet:write"


def has_result(actor: Actor, evaluation: Evaluation) -> bool:
    return evaluation.status in RESULT


def posted_challenge(actor: Actor, evaluation: Evaluation) -> bool:
    """The sponsor reads the result, never a sheet before all are signed."""
    return actor.belongs_to(evaluation.challenge.sponsor_id)


E = EvaluationPermission
POLICY = Policy(
    "evaluation",
    {
        E.CONFIRM: [[posted_challenge, has_result], [is_staff]],
        E.MANAGE: [[is_staff]],
        E.PLAN: [[is_staff]],
        E.READ: [[is_staff], [posted_challenge, has_result]],
        E.VOID: [[is_staff]],
    },
)


def has_own_seat(actor: Actor, panelist: Panelist) -> bool:
    """The expert's own account."""
    return actor.user_id is not None and actor.user_id == panelist.expert.user_id


def is_running(actor: Actor, panelist: Panelist) -> bool:
    return panelist.evaluation.status in (EvaluationStatus.PLANNED, EvaluationStatus.SCORING)


S = PanelistPermission
SEAT_POLICY = Policy(
    "panelist",
    {
        S.ANSWER: [[has_own_seat, is_running]],
        S.READ: [[has_own_seat], [is_staff]],
        S.RECUSE: [[has_own_seat, is_running], [is_staff, is_running]],
    },
)


def writes_it(actor: Actor, sheet: ScoreSheet) -> bool:
    """Its panelist, who has accepted and not been recused."""
    panelist = sheet.panelist
    return has_own_seat(actor, panelist) and panelist.status is PanelistStatus.ACCEPTED


def is_in_scoring(actor: Actor, sheet: ScoreSheet) -> bool:
    return sheet.evaluation.status is EvaluationStatus.SCORING


def is_signed(actor: Actor, sheet: ScoreSheet) -> bool:
    return sheet.status is SheetStatus.SIGNED


H = SheetPermission
SHEET_POLICY = Policy(
    "sheet",
    {
        H.READ: [[writes_it], [is_staff, is_signed]],
        H.RECUSE: [[writes_it], [is_staff]],
        H.WRITE: [[writes_it, is_in_scoring]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`evaluation:read` as a condition of a query that joins `Challenge`."""
    if actor.is_staff:
        return true()
    if actor.organization_id is None:
        return false()
    posted = Challenge.sponsor_id == actor.organization_id
    return and_(posted, Evaluation.status.in_(RESULT))

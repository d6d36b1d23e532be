"""The blueprint, the loaders of its guards, and what a challenge's page asks about its evaluation."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.challenges import queries as challenges
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations import queries
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("evaluations", __name__, url_prefix="/evaluations")


def load_challenge(actor: Actor, public_id: str) -> Challenge:
    return challenges.get(actor, public_id)


def load_evaluation(actor: Actor, public_id: str) -> Evaluation:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)


def load_panelist(actor: Actor, public_id: str, number: int) -> Panelist:
    """A seat on this evaluation's panel, for staff."""
    evaluation = queries.get(actor, public_id)
    found = next((one for one in evaluation.panelists if one.id == number), None)
    if found is None:
        raise NotFound
    return found


def load_seat(actor: Actor, number: int) -> Panelist:
    return queries.seat(actor, number)


def load_sheet(actor: Actor, number: int) -> ScoreSheet:
    return queries.sheet(actor, number)


def load_sheet_file(actor: Actor, number: int, file: int) -> ScoreSheet:
    """The sheet of an address that also names an annex of its bid; the view looks for the annex."""
    if file < 1:
        raise NotFound
    return queries.sheet(actor, number)


def evaluations_of(challenge: Challenge) -> list[Evaluation]:
    """Template global: the evaluations of a challenge this reader may see."""
    return queries.all_of(current_actor(), challenge)


register_global("evaluations_of", evaluations_of)
register_global("comments_on", queries.comments_on)

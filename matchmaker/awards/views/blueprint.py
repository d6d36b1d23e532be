"""The blueprint, the loaders of its guards, and what other pages ask about awards."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.awards import queries
from matchmaker.awards.models import Award, Objection
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations import queries as evaluations
from matchmaker.evaluations.models import Evaluation
from matchmaker.kernel.actor import Actor
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("awards", __name__, url_prefix="/notices")


def load_award(actor: Actor, public_id: str) -> Award:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)


def load_evaluation(actor: Actor, public_id: str) -> Evaluation:
    return evaluations.get(actor, public_id)


def load_objection(actor: Actor, public_id: str) -> Objection:
    return queries.objection(actor, public_id)


def awards_of(challenge: Challenge) -> list[Award]:
    """Template global: the awards of a challenge by their slots, as far as this reader may know."""
    return queries.live_of(current_actor(), challenge)


def vacancies_of(challenge: Challenge) -> int:
    """Template global: places that fell free and wait for the sponsor."""
    return queries.vacancies_of(challenge)


register_global("awards_of", awards_of)
register_global("vacancies_of", vacancies_of)

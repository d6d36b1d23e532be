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


def award_of(challenge: Challenge) -> Award | None:
    """Template global: the award of a challenge as far as this reader may know."""
    return queries.live_of(current_actor(), challenge)


register_global("award_of", award_of)

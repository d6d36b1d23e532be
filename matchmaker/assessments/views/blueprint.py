"""The blueprint, and the loaders of its guards."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.assessments import queries
from matchmaker.assessments.models import Opinion
from matchmaker.challenges import queries as challenges
from matchmaker.challenges.models import Challenge
from matchmaker.kernel.actor import Actor

blueprint = Blueprint("assessments", __name__, url_prefix="/assessments")


def load_challenge(actor: Actor, public_id: str) -> Challenge:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return challenges.get(actor, public_id)


def load_opinion(actor: Actor, number: int) -> Opinion:
    return queries.opinion(actor, number)

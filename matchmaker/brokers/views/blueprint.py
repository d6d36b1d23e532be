"""The blueprint, and how an address becomes a profile."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from matchmaker.brokers import assignment_queries, queries
from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.models import Broker
from matchmaker.kernel.actor import Actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("brokers", __name__, url_prefix="/brokers")


def load_broker(actor: Actor, public_id: str, **_rest: Any) -> Broker:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)


def load_assignment(actor: Actor, number: int, **_rest: Any) -> Assignment:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return assignment_queries.get(actor, number)


register_global("broker_of", assignment_queries.broker_of)

"""The blueprint, and how an address becomes a profile."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from matchmaker.brokers import queries
from matchmaker.brokers.models import Broker
from matchmaker.kernel.actor import Actor

blueprint = Blueprint("brokers", __name__, url_prefix="/brokers")


def load_broker(actor: Actor, public_id: str, **_rest: Any) -> Broker:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)

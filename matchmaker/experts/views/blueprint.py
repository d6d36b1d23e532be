"""The blueprint, and how an address becomes a profile."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from matchmaker.experts import queries
from matchmaker.experts.models import Expert
from matchmaker.kernel.actor import Actor

blueprint = Blueprint("experts", __name__, url_prefix="/experts")


def load_expert(actor: Actor, public_id: str, **_rest: Any) -> Expert:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)

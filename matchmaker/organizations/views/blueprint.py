"""The blueprint, and how an address becomes an organization."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from matchmaker.kernel.actor import Actor
from matchmaker.organizations import queries
from matchmaker.organizations.models import Organization

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")


def load_organization(actor: Actor, public_id: str, **_rest: Any) -> Organization:
    """For the guards; raises `NotFound` for what the actor may not know of. Further parts of the address are the view's."""
    return queries.get(actor, public_id)

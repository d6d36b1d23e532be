"""The blueprint, and how an address becomes a call."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from matchmaker.calls import queries
from matchmaker.calls.models import Call
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict

blueprint = Blueprint("calls", __name__, url_prefix="/calls")


@blueprint.context_processor
def _template_functions() -> dict[str, Any]:
    return {"is_open_now": queries.is_open_now}


def load_call(actor: Actor, public_id: str) -> Call:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)


def check_version(call: Call, text: str | None) -> None:
    """Raise `Conflict` when the page was made from another version; a page without one is not asked."""
    if text and text != str(call.version):
        raise Conflict

"""The blueprint, how an address becomes an achievement, and what every page of it may use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from matchmaker.achievements import queries
from matchmaker.achievements.disclosure import Disclosed, disclose
from matchmaker.achievements.models import Achievement
from matchmaker.kernel.actor import Actor
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("achievements", __name__, url_prefix="/achievements")


def load_achievement(actor: Actor, public_id: str, **_rest: Any) -> Achievement:
    """For the guards; raises `NotFound` for what the actor may not know of. Further parts of the address are the view's."""
    return queries.get(actor, public_id)


def disclosed_achievement(achievement: Achievement) -> Disclosed:
    """For cards drawn by other features: only what the reader may see."""
    return disclose(current_actor(), achievement)


register_global("disclosed_achievement", disclosed_achievement)
register_global("achievement_is_stale", queries.is_stale)

"""The blueprint, the loaders of its guards, and what the pages of items and units ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from matchmaker.achievements import queries as achievements
from matchmaker.achievements.models import Achievement
from matchmaker.challenges import queries as challenges
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge
from matchmaker.interests import queries, services
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import POLICY, InterestPermission, is_not_ones_own, is_open
from matchmaker.interests.vocabulary import ItemKind
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("interests", __name__, url_prefix="/answers")


def load_item(actor: Actor, kind: str, public_id: str) -> Challenge | Achievement:
    """A need or an achievement the actor may see; else `NotFound`."""
    if kind == ItemKind.CHALLENGE:
        return challenges.get(actor, public_id)
    if kind == ItemKind.ACHIEVEMENT:
        return achievements.get(actor, public_id)
    raise NotFound


def load_interest(actor: Actor, public_id: str) -> Interest:
    return queries.get(actor, public_id)


def load_waiting(actor: Actor, public_id: str) -> Interest:
    return queries.get_waiting(actor, public_id)


@dataclass(frozen=True)
class Door:
    """What an item's page offers this reader."""

    kind: str
    own: Interest | None
    may_start: bool
    may_after_sign_in: bool


def interest_door(kind: str, item: Challenge | Achievement) -> Door:
    """Template global: begin, go on, or look at one's own answer."""
    actor = current_actor()
    if actor.is_anonymous:
        return Door(kind, None, False, is_open(actor, item))
    own = services.live_of(actor, item) if is_not_ones_own(actor, item) else None
    return Door(kind, own, POLICY.can(actor, InterestPermission.START, item), False)


def must_haves(interest: Interest) -> list[Any]:
    """The rows the sponsor insists on, as far as the reader may see them."""
    if interest.challenge is None:
        return []
    return [row for row in visible(interest.challenge, current_actor()).indicators if row.is_must]


register_global("interest_door", interest_door)
register_global("answer_rate", queries.rate_of)

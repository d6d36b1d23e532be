"""The blueprint, the loaders of its guards, and what other pages may ask about bids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from matchmaker.bids import queries
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import POLICY, BidPermission
from matchmaker.bids.steps import BY_SLUG
from matchmaker.challenges import queries as challenges
from matchmaker.challenges.models import Challenge
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.web.security import current_actor
from matchmaker.web.templating import register_global

blueprint = Blueprint("bids", __name__, url_prefix="/bids")


def load_bid(actor: Actor, public_id: str) -> Bid:
    """For the guards; raises `NotFound` for what the actor may not know of."""
    return queries.get(actor, public_id)


def load_numbered(actor: Actor, public_id: str, number: int) -> Bid:
    """The bid of an address that also names one of its parts; the view looks for the part."""
    if number < 1:
        raise NotFound
    return queries.get(actor, public_id)


def load_draft(actor: Actor, public_id: str, step: str = "plan") -> Bid:
    if step not in BY_SLUG:
        raise NotFound
    return queries.get(actor, public_id)


def load_challenge(actor: Actor, public_id: str) -> Challenge:
    return challenges.get(actor, public_id)


@dataclass(frozen=True)
class Entrance:
    """What a challenge's page shows of bidding to this reader."""

    may_start: bool
    may_list: bool
    own: list[Bid]
    opened: int


def bid_entrance(challenge: Challenge) -> Entrance:
    """Template global."""
    actor = current_actor()
    may_list = POLICY.can(actor, BidPermission.LIST_OPENED, challenge)
    return Entrance(
        may_start=POLICY.can(actor, BidPermission.START, challenge),
        may_list=may_list,
        own=queries.own_of(actor, challenge),
        opened=queries.opened_count(challenge) if may_list else 0,
    )


register_global("bid_entrance", bid_entrance)


@blueprint.context_processor
def _template_functions() -> dict[str, Any]:
    return {"bid_permissions": BidPermission}

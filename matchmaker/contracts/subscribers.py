"""Reactions to what happens to an award."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.awards.events import AwardConfirmed
from matchmaker.awards.models import Award
from matchmaker.contracts.services import draft_contract
from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent


def draft_when_confirmed(event: AwardConfirmed) -> None:
    draft_contract(db.session.get_one(Award, event.award_id))


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (AwardConfirmed, draft_when_confirmed),
)

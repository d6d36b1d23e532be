"""Reactions to what happens to a challenge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.assessments.services import void_open
from matchmaker.challenges.events import (
    ChallengeEvent,
    ChallengeRejected,
    ChallengeReturned,
    ChallengeWithdrawn,
)
from matchmaker.kernel.events import DomainEvent


def void_when_gone(event: ChallengeEvent) -> None:
    void_open(event.challenge_id)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (ChallengeRejected, void_when_gone),
    (ChallengeReturned, void_when_gone),
    (ChallengeWithdrawn, void_when_gone),
)

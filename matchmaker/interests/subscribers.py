"""An item that goes ends what waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.achievements.events import AchievementDelisted
from matchmaker.challenges import events as challenges
from matchmaker.interests.services import lapse_of
from matchmaker.kernel.events import DomainEvent


def end_of_challenge(event: challenges.ChallengeEvent) -> None:
    lapse_of(challenge_id=event.challenge_id)


def end_of_achievement(event: AchievementDelisted) -> None:
    lapse_of(achievement_id=event.achievement_id)


ENDS = (challenges.ChallengeWithdrawn, challenges.ChallengeAwarded, challenges.ChallengeUnsuccessful)
SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    *((kind, end_of_challenge) for kind in ENDS),
    (AchievementDelisted, end_of_achievement),
)

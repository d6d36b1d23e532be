"""Reactions to what happens to needs and achievements: who follows a new one, and when it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.achievements.events import AchievementDelisted, AchievementListed
from matchmaker.brokers.items import running
from matchmaker.brokers.services import assign_by_rule, release_item
from matchmaker.brokers.vocabulary import ItemKind
from matchmaker.challenges.events import (
    ChallengeClosed,
    ChallengeEvent,
    ChallengePublished,
    ChallengeReopened,
    ChallengeWithdrawn,
)
from matchmaker.kernel.events import DomainEvent


def assign_need(event: ChallengeEvent) -> None:
    assign_by_rule(running(ItemKind.CHALLENGE, event.challenge_id))


def release_need(event: ChallengeEvent) -> None:
    release_item(ItemKind.CHALLENGE, event.challenge_id)


def assign_achievement(event: AchievementListed) -> None:
    assign_by_rule(running(ItemKind.ACHIEVEMENT, event.achievement_id))


def release_achievement(event: AchievementDelisted) -> None:
    release_item(ItemKind.ACHIEVEMENT, event.achievement_id)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (ChallengePublished, assign_need),
    (ChallengeReopened, assign_need),
    (ChallengeClosed, release_need),
    (ChallengeWithdrawn, release_need),
    (AchievementListed, assign_achievement),
    (AchievementDelisted, release_achievement),
)

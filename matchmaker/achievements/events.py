"""What happens to achievements."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class AchievementSubmitted(DomainEvent):
    achievement_id: int


@dataclass(frozen=True)
class AchievementReturned(DomainEvent):
    achievement_id: int


@dataclass(frozen=True)
class AchievementRejected(DomainEvent):
    achievement_id: int


@dataclass(frozen=True)
class AchievementListed(DomainEvent):
    achievement_id: int


@dataclass(frozen=True)
class AchievementDelisted(DomainEvent):
    """Taken off, expired, or replaced by a new version."""

    achievement_id: int


@dataclass(frozen=True)
class AchievementRenewed(DomainEvent):
    achievement_id: int


@dataclass(frozen=True)
class AchievementExpiring(DomainEvent):
    """Expires soon; its holder should confirm it."""

    achievement_id: int

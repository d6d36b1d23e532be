"""Reactions to what happens to a challenge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from matchmaker.bids import services
from matchmaker.challenges.events import (
    ChallengeClosed,
    ChallengeReopened,
    ChallengeUnsuccessful,
    ChallengeWithdrawn,
)
from matchmaker.kernel.events import DomainEvent


def open_when_closed(event: ChallengeClosed) -> None:
    services.open_bids(event.challenge_id)


def lapse_when_withdrawn(event: ChallengeWithdrawn) -> None:
    services.lapse_bids(event.challenge_id, _("发榜方已撤榜。"))


def end_when_unsuccessful(event: ChallengeUnsuccessful) -> None:
    services.end_unsuccessful(event.challenge_id, _("发榜方宣布流榜，没有选定揭榜方。"))


def stay_closed_when_opened(event: ChallengeReopened) -> None:
    services.refuse_reopening(event.challenge_id)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (ChallengeClosed, open_when_closed),
    (ChallengeUnsuccessful, end_when_unsuccessful),
    (ChallengeWithdrawn, lapse_when_withdrawn),
    (ChallengeReopened, stay_closed_when_opened),
)

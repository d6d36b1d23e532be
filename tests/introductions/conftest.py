"""A pair, and people on every side of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from tests.factories.achievements import make_achievement
from tests.factories.bids import make_team
from tests.factories.challenges import make_challenge
from tests.support.people import actor_with


@dataclass
class Desk:
    """``insider`` is a broker who belongs to the holder's unit."""

    challenge: Challenge
    achievement: Achievement
    actors: dict[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]


@pytest.fixture
def desk(app: Flask) -> Desk:
    sponsor_home, sponsor = make_team(contact_phone="0473-1111111")
    holder_home, holder = make_team(contact_phone="0473-2222222")
    outside, stranger = make_team()
    broker, other, insider, staff = (make_team()[1].id for _ in range(4))
    return Desk(
        make_challenge(sponsor=sponsor_home),
        make_achievement(holder=holder_home),
        {
            "sponsor": actor_with(Role.ENTERPRISE_MEMBER, sponsor_home.id, sponsor.id),
            "holder": actor_with(Role.RESEARCHER, holder_home.id, holder.id),
            "outsider": actor_with(Role.RESEARCHER, outside.id, stranger.id),
            "broker": actor_with(Role.BROKER, user_id=broker),
            "other": actor_with(Role.BROKER, user_id=other),
            "insider": actor_with(Role.BROKER, holder_home.id, insider),
            "staff": actor_with(Role.SUB_CENTRE_MANAGER, user_id=staff),
            "system": SYSTEM,
            "nobody": ANONYMOUS,
        },
    )

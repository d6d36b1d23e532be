"""A need, an achievement, and people on every side of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from matchmaker.organizations.models import Organization
from tests.factories.achievements import make_achievement
from tests.factories.bids import make_team
from tests.factories.challenges import make_challenge
from tests.support.people import actor_with


@dataclass
class Room:
    """``solver`` writes to the need of ``sponsor``; a colleague shares his unit; the outsider has nothing to do with it."""

    challenge: Challenge
    achievement: Achievement
    solver: User
    home: Organization
    sponsor: Actor
    holder: Actor
    writer: Actor
    colleague: Actor
    outsider: Actor
    staff: Actor

    @property
    def actors(self) -> dict[str, Actor]:
        return {
            "writer": self.writer,
            "colleague": self.colleague,
            "sponsor": self.sponsor,
            "outsider": self.outsider,
            "broker": actor_with(Role.BROKER, user_id=9001),
            "staff": self.staff,
            "system": SYSTEM,
            "nobody": ANONYMOUS,
        }


def member(home: Organization, user: User, role: Role = Role.RESEARCHER) -> Actor:
    return actor_with(role, home.id, user.id)


@pytest.fixture
def room(app: Flask) -> Room:
    home, solver = make_team()
    sponsor_home, sponsor = make_team()
    holder_home, holder = make_team()
    outside, stranger = make_team()
    return Room(
        challenge=make_challenge(sponsor=sponsor_home),
        achievement=make_achievement(holder=holder_home),
        solver=solver,
        home=home,
        sponsor=member(sponsor_home, sponsor),
        holder=member(holder_home, holder),
        writer=member(home, solver),
        colleague=actor_with(Role.RESEARCHER, home.id, 9000),
        outsider=member(outside, stranger),
        staff=actor_with(Role.SUB_CENTRE_MANAGER, user_id=9002),
    )

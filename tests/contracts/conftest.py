"""Both sides of a contract, and who else might look."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask

from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from tests.bids.conftest import Team, acts_for
from tests.factories.accounts import make_user
from tests.factories.bids import make_team
from tests.support.people import actor_with


@dataclass
class Sides:
    """Sponsor and contractor."""

    sponsor: Team = field(default_factory=lambda: make_team("发榜单位（示例）"))
    contractor: Team = field(default_factory=lambda: make_team("揭榜单位（示例）"))
    other: Team = field(default_factory=lambda: make_team("旁观单位（示例）"))

    def __post_init__(self) -> None:
        self.staff = actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)
        self.pays, self.works = acts_for(self.sponsor), acts_for(self.contractor)

    @property
    def actors(self) -> dict[str, Actor]:
        return {
            "anonymous": ANONYMOUS, "system": SYSTEM, "staff": self.staff, "sponsor": self.pays,
            "contractor": self.works, "other": acts_for(self.other),
            "loner": actor_with(Role.RESEARCHER, None, 800), "broker": actor_with(Role.BROKER, None, 901),
        }  # fmt: skip


@pytest.fixture
def sides(app: Flask) -> Sides:
    return Sides()

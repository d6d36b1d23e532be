"""Parties around one bid."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask

from matchmaker.accounts.models import User
from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.models import Challenge
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from matchmaker.organizations.models import Organization
from tests.factories.accounts import make_user
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.support.people import actor_with

Team = tuple[Organization, User]


def acts_for(team: Team) -> Actor:
    home, user = team
    return Actor(user.id, home.id, frozenset({Role.RESEARCHER}), name=user.name, is_verified=home.is_verified)


@dataclass
class Parties:
    """Who stands around a bid: its lead, a partner, one who is asked, one who declined, a rival, the sponsor."""

    lead: Team = field(default_factory=lambda: make_team("牵头单位（示例）"))
    partner: Team = field(default_factory=lambda: make_team("参加单位（示例）"))
    asked: Team = field(default_factory=lambda: make_team("受邀单位（示例）"))
    declined: Team = field(default_factory=lambda: make_team("谢绝单位（示例）"))
    rival: Team = field(default_factory=lambda: make_team("对手单位（示例）"))
    sponsor: Team = field(default_factory=lambda: make_team("发榜单位（示例）"))

    def challenge(self, **values: object) -> Challenge:
        return make_challenge(sponsor=self.sponsor[0], **values)

    def bid(self, status: BidStatus = BidStatus.DRAFT, **values: object) -> Bid:
        """A bid of this lead with all its partners."""
        challenge = values.pop("challenge", None) or self.challenge()
        partners = (
            (self.partner[0], MemberAnswer.CONFIRMED),
            (self.asked[0], MemberAnswer.INVITED),
            (self.declined[0], MemberAnswer.DECLINED),
        )
        return make_bid(status, challenge, self.lead, partners=partners, **values)

    @property
    def actors(self) -> dict[str, Actor]:
        teams = {name: acts_for(getattr(self, name)) for name in self.__dataclass_fields__}
        return teams | {
            "anonymous": ANONYMOUS, "system": SYSTEM, "loner": actor_with(Role.RESEARCHER, None, 800),
            "staff": actor_with(Role.SUB_CENTRE_MANAGER, None, self._staff().id),
            "operator": actor_with(Role.OPERATOR, None, 900), "broker": actor_with(Role.BROKER, None, 901),
        }  # fmt: skip

    def _staff(self) -> User:
        if not hasattr(self, "_kept"):
            self._kept = make_user(Role.SUB_CENTRE_MANAGER)
        return self._kept


@pytest.fixture
def parties(app: Flask) -> Parties:
    return Parties()

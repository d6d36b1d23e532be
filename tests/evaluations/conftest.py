"""Everybody around an evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask

from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import Expert
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from tests.bids.conftest import Team, acts_for
from tests.factories.accounts import make_user
from tests.factories.bids import make_bid, make_content, make_team
from tests.factories.challenges import make_challenge
from tests.support.people import actor_with


def judge_actor(expert: Expert) -> Actor:
    return Actor(expert.user_id, None, frozenset({Role.EXPERT}), name=expert.name)


@dataclass
class Court:
    """A closed challenge with two eligible bids, and who is there."""

    sponsor: Team = field(default_factory=lambda: make_team("发榜单位（示例）"))
    first: Team = field(default_factory=lambda: make_team("第一投标单位（示例）"))
    second: Team = field(default_factory=lambda: make_team("第二投标单位（示例）"))
    challenge: Challenge = field(init=False)
    bids: list[Bid] = field(init=False)

    def __post_init__(self) -> None:
        self.challenge = make_challenge(ChallengeStatus.CLOSED, sponsor=self.sponsor[0])
        teams = (self.first, self.second)
        self.bids = [
            make_bid(BidStatus.ELIGIBLE, self.challenge, t, content=make_content("丙")) for t in teams
        ]
        self.staff = actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)

    @property
    def sponsor_actor(self) -> Actor:
        return acts_for(self.sponsor)

    def actors(self, judge: Expert, other: Expert) -> dict[str, Actor]:
        return {
            "anonymous": ANONYMOUS, "system": SYSTEM, "staff": self.staff, "sponsor": self.sponsor_actor,
            "bidder": acts_for(self.first), "judge": judge_actor(judge), "other_judge": judge_actor(other),
            "loner": actor_with(Role.RESEARCHER, None, 800), "broker": actor_with(Role.BROKER, None, 901),
        }  # fmt: skip


@pytest.fixture
def court(app: Flask) -> Court:
    return Court()

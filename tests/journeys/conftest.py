"""Six kinds of people with a browser each, and a clock that moves only forward."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.roles import Role
from matchmaker.lifecycle.schedule import tick
from tests.bids.conftest import Team, acts_for
from tests.evaluations.conftest import judge_actor
from tests.factories.accounts import make_user
from tests.factories.bids import make_team
from tests.factories.challenges import make_challenge
from tests.factories.evaluations import make_judge
from tests.support.people import actor_with

PLAN = {"background": "现状", "objectives": "目标", "route": "膜法脱水", "trl_now": "5", "trl_after": "8"}
TERMS = {"ip_terms": "双方共有", "relation": "none", "is_undertaken": "y"}


@dataclass
class City:
    """Everybody, and the steps they take through pages only."""

    open_browser: Callable[[Actor], FlaskClient]
    days: Callable[[int], None]
    sponsor: Team = field(default_factory=lambda: make_team("发榜单位（示例）"))
    lead: Team = field(default_factory=lambda: make_team("牵头单位（示例）"))
    partner: Team = field(default_factory=lambda: make_team("参加单位（示例）"))
    rival: Team = field(default_factory=lambda: make_team("对手单位（示例）"))

    def __post_init__(self) -> None:
        self.judges: list[Expert] = [make_judge() for _n in range(6)]
        staff = actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)
        citizen = actor_with(Role.RESEARCHER, None, make_user(Role.RESEARCHER).id)
        people = {name: acts_for(getattr(self, name)) for name in ("sponsor", "lead", "partner", "rival")}
        people |= {"staff": staff, "citizen": citizen, "public": ANONYMOUS}
        self.web = {name: self.open_browser(actor) for name, actor in people.items()}

    def get(self, who: str, address: str) -> str:
        answer = self.web[who].get(address)
        assert answer.status_code == 200, (who, address, answer.status_code)
        return answer.text

    def post(self, who: str, address: str, expect: int = 303, **data: Any) -> str:
        """The page that follows, or for a refusal the page that says why."""
        answer = self.web[who].post(address, data=data)
        words = re.findall(r'class="fld-err".*?<span>(.*?)</span>', answer.text, re.S)
        assert answer.status_code == expect, (who, address, answer.status_code, words)
        return answer.headers.get("Location", answer.text)

    def submitted(self) -> Challenge:
        """Handed in by its sponsor."""
        draft = make_challenge(ChallengeStatus.DRAFT, sponsor=self.sponsor[0])
        self.post("sponsor", f"/challenges/{draft.public_id}/submit", secrecy="no", personal="no")
        return draft

    def challenge(self) -> Challenge:
        """Handed in, and published by staff."""
        challenge = self.submitted()
        self.post("staff", f"/challenges/{challenge.public_id}/publish")
        return challenge

    def bid(self, who: str, challenge: Challenge, purity: str, quote: str) -> str:
        """Written step by step and ready for its signature; returns its address."""
        first = self.post(who, f"/bids/of/{challenge.public_id}/new")
        base = first.removesuffix("/edit/plan")
        cells = {f"responses-{n}-value": v for n, v in enumerate((purity, "30", "5200"))}
        due = (clock.today() + timedelta(days=200)).isoformat()
        money = {"quote_amount": quote, "organization": "分两步",
                 "milestones-0-title": "中试", "milestones-0-due_on": due, "milestones-0-amount": quote,
                 "budget-0-item": "设备费", "budget-0-amount": quote}  # fmt: skip
        team = {"team-0-name": f"{who} 负责人", "foundation": "做过中试"}
        for step, values in (
            ("plan", PLAN),
            ("response", cells),
            ("schedule", money),
            ("team", team),
            ("terms", TERMS),
        ):
            self.post(who, f"{base}/edit/{step}", go="next", **values)
        return base

    def close(self, challenge: Challenge) -> None:
        """The deadline passes, and the worker comes."""
        self.days(30)
        tick()
        db.session.refresh(challenge)

    def evaluate(self, challenge: Challenge, *scores: int) -> str:
        """Panel, declarations, sheets (``scores`` in the order of the bids), ranking, confirmation."""
        base = self.post("staff", f"/evaluations/of/{challenge.public_id}/plan")
        self.post("staff", f"{base}/draw")
        drawn = [judge for judge in self.judges if judge.name in self.get("staff", base)]
        assert len(drawn) == 5
        for judge in drawn:
            self.web["judge"] = self.open_browser(judge_actor(judge))
            seat = re.findall(r"/evaluations/seats/\d+", self.get("judge", "/evaluations/mine"))[0]
            self.post("judge", f"{seat}/accept", declares_free="y")
        until = (clock.today() + timedelta(days=7)).isoformat()
        self.post("staff", f"{base}/open-scoring", until=until)
        for judge in drawn:
            self.web["judge"] = self.open_browser(judge_actor(judge))
            seat = re.findall(r"/evaluations/seats/\d+", self.get("judge", "/evaluations/mine"))[0]
            sheets = dict.fromkeys(re.findall(r"/evaluations/sheets/\d+", self.get("judge", seat)))
            for sheet, score in zip(sheets, scores, strict=True):
                filled = {f"score_{n}": str(score) for n in range(6)}
                self.post("judge", sheet, comment="路线成立", sign="1", **filled)
        self.post("staff", f"{base}/close-scoring")
        self.post("sponsor", f"{base}/confirm")
        return base

    def pdf(self) -> dict[str, Any]:
        return {"file": (BytesIO(b"%PDF-1.7 scan"), "扫描件.pdf")}


@pytest.fixture
def city(app: Flask, client_as: Callable[[Actor], FlaskClient]) -> Iterator[City]:
    with ExitStack() as moments:

        def days(count: int) -> None:
            moments.enter_context(clock.frozen(clock.now() + timedelta(days=count)))

        yield City(client_as, days)

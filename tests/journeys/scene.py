"""Who and what the random walk through the procedure is played with, and everything anybody could try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy import select

from matchmaker.awards import services as awards
from matchmaker.awards.models import Award, Objection
from matchmaker.bids import services as bids
from matchmaker.bids.content import Response
from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges import services as challenges
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts import services as contracts
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.evaluations import services as evaluations
from matchmaker.evaluations.models import Evaluation
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock, working_days
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import DomainError
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from tests.bids.conftest import acts_for
from tests.conftest import NOW, empty_tables
from tests.evaluations.conftest import judge_actor
from tests.factories.accounts import make_user
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.factories.contracts import Stored
from tests.factories.evaluations import make_judge
from tests.support.people import actor_with

OBJECTION = {"name": "示例", "contact": "0473", "text": "不实", "evidence": "报告"}


class Scene(RuleBasedStateMachine):
    """One challenge, two teams, seven judges, a sponsor, staff, and a stranger."""

    @initialize(places=st.sampled_from((1, 2)))
    def begin(self, places: int) -> None:
        empty_tables()
        self.moment = clock.frozen(NOW)
        self.moment.__enter__()
        sponsor, team, rival = make_team(), make_team(), make_team()
        self.judges = [judge_actor(make_judge()) for _n in range(7)]
        self.actors: dict[str, Actor] = {
            "sponsor": acts_for(sponsor), "team": acts_for(team), "rival": acts_for(rival), "system": SYSTEM,
            "staff": actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id),
            "judge": self.judges[0], "stranger": acts_for(make_team()),
        }  # fmt: skip
        with transaction():  # so that notices may reach into years that are not announced
            for year in (2027, 2028):
                working_days.enter_year(year, [(date(year, 10, 1), False)])
        self.challenge = make_challenge(ChallengeStatus.OPEN, sponsor=sponsor[0])
        self.challenge.max_awards = places  # a race of two teams
        make_bid(BidStatus.DRAFT, self.challenge, team)
        make_bid(BidStatus.DRAFT, self.challenge, rival)

    def teardown(self) -> None:
        if hasattr(self, "moment"):
            assert not audit_chain.verify().faults
            self.moment.__exit__(None, None, None)
        db.session.remove()

    # -- what is there -----------------------------------------------------------------------------

    def bid(self, n: int) -> Bid:
        rows = db.session.scalars(select(Bid).order_by(Bid.id)).all()
        return rows[n % len(rows)]

    def one(self, kind: type[Any], n: int = 0) -> Any:
        rows = db.session.scalars(select(kind).order_by(kind.id.desc())).all()
        if not rows:
            raise DomainError
        return rows[n % len(rows)]

    def milestone(self, n: int) -> Milestone:
        steps = self.one(Contract).milestones
        return steps[n % len(steps)]

    def payment(self, n: int) -> Any:
        settlement = self.milestone(n).settlement
        if settlement is None:
            raise DomainError
        return settlement

    def actions(self, actor: Actor, n: int) -> dict[str, Callable[[], Any]]:
        """Everything anybody could try, on the n-th thing of its kind."""
        today = clock.today()
        return {
            "start bid": lambda: bids.start_bid(actor, self.challenge),
            "submit": lambda: bids.submit_bid(actor, self.bid(n)),
            "edit bid": lambda: bids.save_bid(actor, self.bid(n), {"route": f"第 {n} 稿"}),
            "withdraw bid": lambda: bids.withdraw_bid(actor, self.bid(n)),
            "eligible": lambda: bids.confirm_eligibility(actor, self.bid(n)),
            "ineligible": lambda: bids.declare_ineligible(actor, self.bid(n), "不符合条件"),
            "close": lambda: challenges.close_challenge(actor, self.challenge, "提前截止"),
            "reopen": lambda: challenges.reopen_challenge(actor, self.challenge, clock.now() + timedelta(days=30)),
            "withdraw challenge": lambda: challenges.withdraw_challenge(actor, self.challenge, "取消"),
            "unsuccessful": lambda: challenges.declare_unsuccessful(actor, self.challenge, "不合适"),
            "plan": lambda: evaluations.plan_evaluation(actor, self.challenge),
            "draw": lambda: evaluations.draw_panel(actor, self.one(Evaluation)),
            "accept seat": lambda: self.seat(n, lambda one: evaluations.accept_seat(actor, one, declares_free=True)),
            "recuse": lambda: self.seat(n, lambda one: evaluations.recuse_panelist(actor, one, "有往来")),
            "open scoring": lambda: evaluations.open_scoring(actor, self.one(Evaluation), today + timedelta(days=9)),
            "sign sheet": lambda: self.sheet(n, lambda one: evaluations.sign_sheet(actor, one)),
            "close scoring": lambda: evaluations.close_scoring(actor, self.one(Evaluation)),
            "confirm result": lambda: evaluations.confirm_evaluation(actor, self.one(Evaluation)),
            "void": lambda: evaluations.void_evaluation(actor, self.one(Evaluation), "重来"),
            "choose": lambda: awards.propose_awards(actor, self.one(Evaluation), [awards.Pick(self.bid(n).id, "更合适")], "两条路线"),
            "publish notice": lambda: awards.publish_notice(actor, self.one(Award, n)),
            "take choice back": lambda: awards.withdraw_award(actor, self.one(Award, n), "重选"),
            "revoke": lambda: awards.revoke_award(actor, self.one(Award, n), "查实"),
            "go on with fewer": lambda: awards.go_on_with_fewer(actor, self.one(Evaluation)),
            "object": lambda: awards.file_objection(actor, self.one(Award, n), OBJECTION),
            "dismiss": lambda: awards.decide_objection(actor, self.one(Objection, n), is_upheld=False, reply="不成立"),
            "uphold": lambda: awards.decide_objection(actor, self.one(Objection, n), is_upheld=True, reply="成立"),
            "final text": lambda: contracts.request_signatures(actor, self.one(Contract)),
            "sign": lambda: contracts.sign_contract(actor, self.one(Contract), "示例", today, Stored()),
            "terminate": lambda: contracts.terminate_contract(actor, self.one(Contract), "双方同意"),
            "race stage": lambda: self.race_stage(actor, n),
            "start": lambda: contracts.start_milestone(actor, self.milestone(n)),
            "prove": lambda: contracts.add_deliverable(actor, self.milestone(n), Stored()),
            "deliver": lambda: contracts.deliver_milestone(actor, self.milestone(n), "完成"),
            "accept": lambda: contracts.accept_milestone(actor, self.milestone(n)),
            "return": lambda: contracts.return_milestone(actor, self.milestone(n), "不达标"),
            "invoice": lambda: contracts.invoice(actor, self.payment(n), f"FP-{n}"),
            "pay": lambda: contracts.record_payment(actor, self.payment(n), today),
            "waive": lambda: contracts.waive(actor, self.payment(n), "抵付"),
            "measure": lambda: contracts.record_measurements(actor, self.one(Contract), self.measured()),
            "complete": lambda: contracts.complete_contract(actor, self.one(Contract)),
        }  # fmt: skip

    def race_stage(self, actor: Actor, n: int) -> None:
        """One of the running teams goes on."""
        running = db.session.scalars(select(Contract.id).order_by(Contract.id)).all()
        chosen = {running[n % len(running)]} if running else set()
        contracts.decide_stage(actor, self.challenge, 1, chosen, dict.fromkeys(running, "指标较低"))

    def measured(self) -> list[Response]:
        rows = self.challenge.indicators
        return [Response(row.name, row.display, "1", "", "报告", row.unit) for row in rows]

    def seat(self, n: int, act: Callable[[Any], Any]) -> Any:
        seats = self.one(Evaluation).panelists
        if not seats:
            raise DomainError
        return act(seats[n % len(seats)])

    def sheet(self, n: int, act: Callable[[Any], Any]) -> Any:
        sheets = self.one(Evaluation).sheets
        if not sheets:
            raise DomainError
        return act(sheets[n % len(sheets)])

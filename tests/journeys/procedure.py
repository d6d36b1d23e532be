"""The procedure as a machine that is driven by random people doing random things, legal and not.

A step is one service call in one transaction. What is refused must leave no trace; after every step the invariants
hold. `forward` takes the next legal step towards the settlement, so that random walks reach late stages too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from matchmaker.awards import services as awards
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.vocabulary import AwardStatus, ObjectionStatus
from matchmaker.bids import services as bids
from matchmaker.bids.content import Response
from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges import services as challenges
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts import services as contracts
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.schedule import sums
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.evaluations import services as evaluations
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock, working_days
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.errors import DomainError
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from tests.bids.conftest import acts_for
from tests.conftest import NOW, empty_tables
from tests.evaluations.conftest import judge_actor
from tests.factories.accounts import make_user
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.factories.contracts import Stored
from tests.factories.evaluations import make_judge, points
from tests.support.people import actor_with

C, B, E, A, K = ChallengeStatus, BidStatus, EvaluationStatus, AwardStatus, ContractStatus
PEOPLE = ("sponsor", "team", "rival", "staff", "judge", "stranger", "system")
OBJECTION = {"name": "示例", "contact": "0473", "text": "不实", "evidence": "报告"}


class Procedure(RuleBasedStateMachine):
    """One challenge, two teams, seven judges, a sponsor, staff, and a stranger."""

    steps = refused = 0
    furthest: set[str] = set()

    @initialize()
    def begin(self) -> None:
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
        self.challenge = make_challenge(C.OPEN, sponsor=sponsor[0])
        make_bid(B.DRAFT, self.challenge, team)
        make_bid(B.DRAFT, self.challenge, rival)

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
            "choose": lambda: awards.propose_award(actor, self.one(Evaluation), self.bid(n).id, "更合适"),
            "publish notice": lambda: awards.publish_notice(actor, self.one(Award)),
            "take choice back": lambda: awards.withdraw_award(actor, self.one(Award), "重选"),
            "revoke": lambda: awards.revoke_award(actor, self.one(Award), "查实"),
            "object": lambda: awards.file_objection(actor, self.one(Award), OBJECTION),
            "dismiss": lambda: awards.decide_objection(actor, self.one(Objection), is_upheld=False, reply="不成立"),
            "uphold": lambda: awards.decide_objection(actor, self.one(Objection), is_upheld=True, reply="成立"),
            "final text": lambda: contracts.request_signatures(actor, self.one(Contract)),
            "sign": lambda: contracts.sign_contract(actor, self.one(Contract), "示例", today, Stored()),
            "terminate": lambda: contracts.terminate_contract(actor, self.one(Contract), "双方同意"),
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

    # -- steps -------------------------------------------------------------------------------------

    def attempt(self, run: Callable[[], Any]) -> None:
        """One transaction; a refusal leaves nothing behind."""
        Procedure.steps += 1
        before = self.snapshot()
        try:
            with transaction():
                run()
        except DomainError:
            Procedure.refused += 1
            db.session.expire_all()
            assert self.snapshot() == before

    def snapshot(self) -> list[Any]:
        kinds = (Bid, Evaluation, Award, Objection, Contract, Milestone)
        entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
        states = [
            tuple(db.session.execute(select(kind.id, kind.status, kind.version).order_by(kind.id)).all())
            for kind in kinds
        ]
        found = [self.challenge.status, entries, *states]
        db.session.rollback()
        return found

    @rule(who=st.sampled_from(PEOPLE), place=st.integers(0, 99), n=st.integers(0, 9))
    def anybody_tries_anything(self, who: str, place: int, n: int) -> None:
        found = self.actions(self.actors[who], n)
        self.attempt(found[sorted(found)[place % len(found)]])

    @rule(days=st.sampled_from((1, 2, 8)))
    def time_passes(self, days: int) -> None:
        """The worker may have been away; twice is once."""
        later = clock.frozen(clock.now() + timedelta(days=days))
        self.moment.__exit__(None, None, None)
        later.__enter__()
        self.moment = later
        tick()
        assert not {name: count for name, count in tick().items() if count and "remind" not in name}

    @rule(times=st.integers(1, 2))
    def forward(self, times: int) -> None:
        """The next legal steps of the people whose turn it is."""
        for _n in range(times):
            for name, who, n in self.turns():
                actor = who if isinstance(who, Actor) else self.actors[who]
                self.attempt(self.actions(actor, n)[name])

    def turns(self) -> list[tuple[str, str | Actor, int]]:
        status = self.challenge.status
        Procedure.furthest.add(status.value)
        if status is C.OPEN:
            return [("submit", "team", 0), ("submit", "rival", 1), ("close", "staff", 0)]
        if status is C.CLOSED:
            return [("eligible", "staff", 0), ("eligible", "staff", 1), ("plan", "staff", 0)]
        if status is C.EVALUATING:
            return self.judging()
        return self.delivering() if status is C.AWARDED else []

    def judging(self) -> list[tuple[str, str | Actor, int]]:
        live = select(Evaluation).where(Evaluation.status != E.VOID)
        evaluation = db.session.scalar(live)
        award = db.session.scalar(select(Award).where(Award.status != A.REVOKED))
        if evaluation is None:
            return [("plan", "staff", 0)]
        if award is not None:
            waiting = any(one.status is ObjectionStatus.RECEIVED for one in award.objections)
            return [("dismiss", "staff", 0)] if waiting else [("publish notice", "staff", 0)]
        if evaluation.status is E.PLANNED:
            asked = [
                ("accept seat", self.judge_of(one), n)
                for n, one in enumerate(evaluation.panelists)
                if one.status is PanelistStatus.INVITED
            ]
            return [("draw", "staff", 0), *asked, ("open scoring", "staff", 0)]
        if evaluation.status is E.SCORING:
            return self.scoring(evaluation)
        if evaluation.status is E.CLOSED:
            return [("confirm result", "sponsor", 0)]
        return [("choose", "sponsor", 0), ("choose", "sponsor", 1)]

    def scoring(self, evaluation: Evaluation) -> list[tuple[str, str | Actor, int]]:
        turns: list[tuple[str, str | Actor, int]] = [("draw", "staff", 0)]
        for n, one in enumerate(evaluation.panelists):
            if one.status is PanelistStatus.INVITED:
                turns.append(("accept seat", self.judge_of(one), n))
        for n, sheet in enumerate(evaluation.sheets):
            if sheet.status is SheetStatus.OPEN:
                judge = self.judge_of(sheet.panelist)
                with transaction():
                    evaluations.save_sheet(judge, sheet, points(5 + n % 5), {}, "路线成立")
                turns.append(("sign sheet", judge, n))
        return [*turns, ("close scoring", "staff", 0)]

    def judge_of(self, panelist: Any) -> Actor:
        return next(one for one in self.judges if one.user_id == panelist.expert.user_id)

    def delivering(self) -> list[tuple[str, str | Actor, int]]:
        contract: Contract = self.one(Contract)
        winner = next(k for k in ("team", "rival") if self.actors[k].belongs_to(contract.contractor_id))
        if contract.status is K.DRAFTING:
            if contract.starts_on is None:
                with transaction():
                    contract.starts_on = contract.milestones[0].due_on
            return [("final text", winner, 0)]
        if contract.status is K.SIGNING:
            return [("sign", "sponsor", 0), ("sign", winner, 0)]
        turns: list[tuple[str, str | Actor, int]] = []
        for n in range(len(contract.milestones)):
            turns += [("start", winner, n), ("prove", winner, n), ("deliver", winner, n), ("accept", "sponsor", n),
                      ("invoice", winner, n), ("pay", "sponsor", n)]  # fmt: skip
        return [*turns, ("measure", "sponsor", 0), ("complete", "sponsor", 0)]

    # -- what must always hold ---------------------------------------------------------------------

    @invariant()
    def nothing_is_read_before_its_time(self) -> None:
        if hasattr(self, "challenge") and self.challenge.status is C.OPEN:
            assert all(one.content_key is None for one in db.session.scalars(select(Bid)))

    @invariant()
    def one_live_award_and_all_states_agree(self) -> None:
        if not hasattr(self, "challenge"):
            return
        live = db.session.scalars(select(Award).where(Award.status != A.REVOKED)).all()
        assert len(live) <= 1
        confirmed = [one for one in live if one.status is A.CONFIRMED]
        won = db.session.scalars(select(Bid).where(Bid.status == B.AWARDED)).all()
        assert [one.bid_id for one in confirmed] == [one.id for one in won]
        assert (self.challenge.status is C.AWARDED) == bool(confirmed)
        for one in live:
            waits = any(each.status is ObjectionStatus.RECEIVED for each in one.objections)
            assert (one.status is A.SUSPENDED) == waits or one.status is A.PROPOSED

    @invariant()
    def results_can_be_repeated(self) -> None:
        for one in db.session.scalars(
            select(Evaluation).where(Evaluation.status.in_((E.CLOSED, E.CONFIRMED)))
        ):
            assert computed_result(one) == list(one.result)

    @invariant()
    def money_is_conserved(self) -> None:
        for contract in db.session.scalars(select(Contract)):
            Procedure.furthest.add(contract.status.value)
            found = sums(contract)
            assert found.amount == contract.amount
            assert found.amount == found.paid + found.waived + found.due + found.open + found.cancelled
            if contract.status is K.COMPLETED:
                assert (found.due, found.open) == (0, 0)
            if contract.status is K.TERMINATED:
                assert all(
                    one.status in (MilestoneStatus.ACCEPTED, MilestoneStatus.CANCELLED)
                    for one in contract.milestones
                )
            for one in contract.settlements:
                assert (one.status is SettlementStatus.PAID) == (one.paid_on is not None)
        db.session.rollback()

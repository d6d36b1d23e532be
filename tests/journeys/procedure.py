"""The procedure as a machine that is driven by random people doing random things, legal and not.

A step is one service call in one transaction. What is refused must leave no trace; after every step the invariants
hold. `forward` takes the next legal step towards the settlement, so that random walks reach late stages too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import func, select

from matchmaker.awards.models import Award, Objection
from matchmaker.awards.vocabulary import PENDING, AwardStatus, ObjectionStatus
from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.schedule import sums
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.evaluations import services as evaluations
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.errors import DomainError
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from tests.factories.evaluations import points
from tests.journeys.scene import Scene

C, B, E, A, K = ChallengeStatus, BidStatus, EvaluationStatus, AwardStatus, ContractStatus
PEOPLE = ("sponsor", "team", "rival", "staff", "judge", "stranger", "system")


class Procedure(Scene):
    """Random steps on the scene, and what must hold after each."""

    steps = refused = 0
    furthest: set[str] = set()

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
        awards = db.session.scalars(select(Award).order_by(Award.id.desc())).all()
        pending = [n for n, one in enumerate(awards) if one.status in PENDING]
        if evaluation is None:
            return [("plan", "staff", 0)]
        if pending:
            objections = db.session.scalars(select(Objection).order_by(Objection.id.desc())).all()
            waiting = [n for n, one in enumerate(objections) if one.status is ObjectionStatus.RECEIVED]
            return [("dismiss", "staff", n) for n in waiting] + [
                ("publish notice", "staff", n) for n in pending
            ]
        if any(one.status is A.CONFIRMED for one in awards):
            return [("go on with fewer", "sponsor", 0)]
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
    def live_awards_within_their_places_and_all_states_agree(self) -> None:
        if not hasattr(self, "challenge"):
            return
        live = db.session.scalars(select(Award).where(Award.status != A.REVOKED)).all()
        assert len(live) <= self.challenge.max_awards
        Procedure.furthest |= {"race"} if len(live) > 1 else set()
        assert {one.slot for one in live} <= set(range(1, self.challenge.max_awards + 1))
        assert len({one.slot for one in live}) == len({one.bid_id for one in live}) == len(live)
        confirmed = [one for one in live if one.status is A.CONFIRMED]
        won = db.session.scalars(select(Bid).where(Bid.status == B.AWARDED)).all()
        assert {one.bid_id for one in confirmed} == {one.id for one in won}
        undecided = len(live) > len(confirmed) or db.session.scalar(select(Award.id).where(Award.is_vacant))
        assert (self.challenge.status is C.AWARDED) == bool(confirmed and not undecided)
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
            assert not contract.is_eliminated or contract.status is K.TERMINATED
            for one in contract.settlements:
                assert (one.status is SettlementStatus.PAID) == (one.paid_on is not None)
        db.session.rollback()

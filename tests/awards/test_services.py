"""The choice, its notice, objections, and what the clock does afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from matchmaker.awards import services
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.vocabulary import AwardStatus, ObjectionStatus
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import DayKind
from matchmaker.challenges.services import declare_unsuccessful
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.queries import comments_on
from matchmaker.evaluations.services import plan_evaluation, void_evaluation
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from matchmaker.notifications.models import Delivery
from tests.bids.conftest import acts_for
from tests.evaluations.conftest import Court
from tests.factories.accounts import make_user
from tests.factories.calls import make_call
from tests.factories.evaluations import make_evaluation, make_judge
from tests.support.people import actor_with

A, B = AwardStatus, ObjectionStatus
VALUES = {
    "name": "示例举报人",
    "unit": "",
    "contact": "0473-0000000",
    "text": "数据不实",
    "evidence": "检测报告编号 1",
}


@pytest.fixture
def evaluation(court: Court) -> Evaluation:
    """Confirmed: the second bid is first with 90, the first one second with 70."""
    court.challenge.status = ChallengeStatus.EVALUATING
    db.session.commit()
    judges = [make_judge() for _n in range(5)]
    return make_evaluation(
        EvaluationStatus.CONFIRMED, court.challenge, bids=court.bids, judges=judges, scores=(7, 9)
    )


@pytest.fixture
def citizen(court: Court) -> Actor:
    return actor_with(Role.RESEARCHER, None, make_user(Role.RESEARCHER).id)


def proposed(court: Court, evaluation: Evaluation, place: int = 1, reason: str = "") -> Award:
    with transaction():
        return services.propose_awards(
            court.sponsor_actor, evaluation, [services.Pick(court.bids[place].id, reason)]
        )[0]


def on_notice(court: Court, evaluation: Evaluation) -> Award:
    award = proposed(court, evaluation)
    with transaction():
        services.publish_notice(court.staff, award)
    return award


def after(days: int):
    return clock.frozen(clock.now() + timedelta(days=days))


def test_the_notice_ends_and_everybody_is_told(court: Court, evaluation: Evaluation) -> None:
    award = on_notice(court, evaluation)
    assert (award.notice_starts_on, award.notice_ends_on) == (
        date(2026, 11, 24),
        date(2026, 12, 1),
    )  # 5 working days
    with after(7):  # the last day still belongs to objectors
        assert tick()["awards confirmed"] == 0
    with after(20):  # the worker was down
        assert tick()["awards confirmed"] == 1
        assert tick()["awards confirmed"] == 0
    assert award.status is A.CONFIRMED
    assert court.challenge.status is ChallengeStatus.AWARDED
    assert [one.status for one in court.bids] == [BidStatus.NOT_AWARDED, BidStatus.AWARDED]
    assert court.bids[0].ended_reason == "评审得分 70.00，第 2 名，共 2 份；发榜方选定了其他团队。"
    assert comments_on(court.bids[0]) == ["路线成立。"] * 5
    mails = {(one.kind, one.recipient) for one in db.session.scalars(db.select(Delivery))}
    assert ("BidAwarded", court.second[1].email) in mails
    assert ("BidNotAwarded", court.first[1].email) in mails
    assert ("AwardConfirmed", court.sponsor[1].email) in mails


def test_notice_days_are_those_of_the_call(court: Court, evaluation: Evaluation) -> None:
    rules = CallRules(award_notice_days=10, award_notice_kind=DayKind.CALENDAR)
    court.challenge.call = make_call(rules=rules)
    db.session.commit()
    assert on_notice(court, evaluation).notice_ends_on == date(2026, 12, 4)


def test_passing_over_the_first_needs_a_reason(court: Court, evaluation: Evaluation) -> None:
    with pytest.raises(GuardFailed) as failure:
        proposed(court, evaluation, place=0)
    assert list(failure.value.errors) == ["reason"]
    assert proposed(court, evaluation, 0, "本地配套更好").rank == 2


def test_only_the_sponsor_chooses_and_only_once(court: Court, evaluation: Evaluation) -> None:
    with pytest.raises(PermissionDenied), transaction():
        services.propose_awards(court.staff, evaluation, [services.Pick(court.bids[1].id)])
    with pytest.raises(GuardFailed), transaction():
        services.propose_awards(court.sponsor_actor, evaluation, [services.Pick(999)])
    award = proposed(court, evaluation)
    with pytest.raises(IllegalTransition):
        proposed(court, evaluation)
    with transaction():
        services.withdraw_award(court.sponsor_actor, award, "选错了")
    assert proposed(court, evaluation).id != award.id


def test_before_the_result_is_confirmed_nothing_is_chosen(court: Court) -> None:
    court.challenge.status = ChallengeStatus.EVALUATING
    closed = make_evaluation(EvaluationStatus.CLOSED, court.challenge, bids=court.bids)
    with pytest.raises(IllegalTransition):
        proposed(court, closed)


def test_an_objection_stops_the_clock(court: Court, evaluation: Evaluation, citizen: Actor) -> None:
    award = on_notice(court, evaluation)
    with transaction():
        objection = services.file_objection(citizen, award, VALUES)
    assert award.status is A.SUSPENDED
    with after(60):
        assert tick()["awards confirmed"] == 0
    with after(3):
        with transaction():
            services.decide_objection(court.staff, objection, is_upheld=False, reply="经核实，检测报告真实。")
        assert award.status is A.ON_NOTICE
        assert award.notice_ends_on == date(2026, 12, 4)  # five working days from the 27th anew
    with after(20):
        assert tick()["awards confirmed"] == 1
    reply = db.session.scalars(db.select(Delivery).where(Delivery.kind == "ObjectionDecided")).one()
    assert "检测报告真实" not in reply.text  # what was found stands on the page behind the sign-in


def test_two_objections_are_both_decided_first(court: Court, evaluation: Evaluation, citizen: Actor) -> None:
    award = on_notice(court, evaluation)
    with transaction():
        one = services.file_objection(citizen, award, VALUES)
        two = services.file_objection(acts_for(court.first), award, VALUES)
    with transaction():
        services.decide_objection(court.staff, one, is_upheld=False, reply="不成立。")
    assert award.status is A.SUSPENDED
    with transaction():
        services.take_back_objection(acts_for(court.first), two)
    assert award.status is A.ON_NOTICE


def test_an_upheld_objection_revokes_and_the_way_goes_on(
    court: Court, evaluation: Evaluation, citizen: Actor
) -> None:
    award = on_notice(court, evaluation)
    with transaction():
        objection = services.file_objection(citizen, award, VALUES)
        services.decide_objection(court.staff, objection, is_upheld=True, reply="检测报告系伪造。")
    assert (award.status, objection.status) == (A.REVOKED, B.UPHELD)
    assert court.bids[1].status is BidStatus.ELIGIBLE
    again = proposed(court, evaluation, 0, "第一名被撤销")
    assert again.status is A.PROPOSED
    with transaction():
        services.withdraw_award(court.sponsor_actor, again, "重新评审")
        void_evaluation(court.staff, evaluation, "异议成立，重新评审")
        fresh = plan_evaluation(court.staff, court.challenge)
    assert fresh.id != evaluation.id


def test_objections_name_a_person_and_evidence(court: Court, evaluation: Evaluation, citizen: Actor) -> None:
    award = on_notice(court, evaluation)
    with pytest.raises(GuardFailed) as failure, transaction():
        services.file_objection(citizen, award, {"text": "长" * 3001})
    assert set(failure.value.errors) == {"name", "contact", "text", "evidence"}
    with pytest.raises(PermissionDenied), transaction():
        services.file_objection(ANONYMOUS, award, VALUES)
    with after(8), pytest.raises(GuardFailed, match="已满"), transaction():
        services.file_objection(citizen, award, VALUES)
    assert db.session.scalars(db.select(Objection)).all() == []


def test_nobody_chosen_ends_every_bid(court: Court, evaluation: Evaluation) -> None:
    with transaction():
        declare_unsuccessful(court.sponsor_actor, court.challenge, "报价都超出预算")
    assert court.challenge.status is ChallengeStatus.UNSUCCESSFUL
    assert {one.status for one in court.bids} == {BidStatus.NOT_AWARDED}
    assert all("流榜" in one.ended_reason for one in court.bids)

"""From the plan to the confirmed result; what refuses, what is replaced, and that the ranking can be repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations import services
from matchmaker.evaluations.models import Evaluation, ScoreSheet
from matchmaker.evaluations.ranking import result_hash
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from matchmaker.notifications.models import Delivery
from tests.evaluations.conftest import Court, judge_actor
from tests.factories.bids import make_bid, make_team
from tests.factories.evaluations import make_evaluation, make_judge, points

S = EvaluationStatus


def fill_and_sign(sheet: ScoreSheet, value: int) -> None:
    actor = judge_actor(sheet.panelist.expert)
    with transaction():
        services.save_sheet(actor, sheet, points(value), {}, "路线成立。")
        services.sign_sheet(actor, sheet)


def scoring(court: Court) -> Evaluation:
    """Drawn, accepted, opened."""
    for _n in range(7):
        make_judge()
    with transaction():
        evaluation = services.plan_evaluation(court.staff, court.challenge)
        services.draw_panel(court.staff, evaluation)
    for panelist in evaluation.panelists:
        with transaction():
            services.accept_seat(judge_actor(panelist.expert), panelist, declares_free=True)
    with transaction():
        services.open_scoring(court.staff, evaluation, clock.today() + timedelta(days=7))
    return evaluation


def test_from_plan_to_result(court: Court) -> None:
    evaluation = scoring(court)
    assert court.challenge.status is ChallengeStatus.EVALUATING
    assert len(evaluation.sheets) == 10
    for sheet in evaluation.sheets:
        fill_and_sign(sheet, 9 if sheet.bid_id == court.bids[1].id else 7)
    with transaction():
        services.close_scoring(court.staff, evaluation)
    assert [(row["bid_id"], row["rank"], row["shown"]) for row in evaluation.result] == [
        (court.bids[1].id, 1, "90.00"), (court.bids[0].id, 2, "70.00"),
    ]  # fmt: skip
    assert computed_result(evaluation) == evaluation.result
    assert result_hash(evaluation.result) == evaluation.result_hash
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "rank")).one()
    assert entry.details == {"sha256": evaluation.result_hash}
    with transaction():
        services.confirm_evaluation(court.sponsor_actor, evaluation)
    assert evaluation.status is S.CONFIRMED
    assert not audit_chain.verify().faults
    kinds = {one.kind for one in db.session.scalars(db.select(Delivery))}
    assert kinds >= {"PanelistInvited", "ScoringOpened", "ScoringClosed"}


def test_nothing_starts_before_the_bids_are_checked(court: Court) -> None:
    waiting = make_bid(BidStatus.SUBMITTED, court.challenge, make_team(), opened=True)
    with pytest.raises(GuardFailed, match="还有 1 份"), transaction():
        services.plan_evaluation(court.staff, court.challenge)
    with pytest.raises(PermissionDenied), transaction():
        services.plan_evaluation(court.sponsor_actor, court.challenge)
    assert waiting.status is BidStatus.SUBMITTED


def test_one_evaluation_at_a_time(court: Court) -> None:
    with transaction():
        first = services.plan_evaluation(court.staff, court.challenge)
    with pytest.raises(IllegalTransition), transaction():
        services.plan_evaluation(court.staff, court.challenge)
    with transaction():
        services.void_evaluation(court.staff, first, "评委人选有误")
        services.plan_evaluation(court.staff, court.challenge)


def test_a_seat_is_taken_only_with_the_declaration(court: Court) -> None:
    for _n in range(5):
        make_judge()
    with transaction():
        evaluation = services.plan_evaluation(court.staff, court.challenge)
        services.draw_panel(court.staff, evaluation)
    panelist = evaluation.panelists[0]
    with pytest.raises(GuardFailed, match="利害关系"), transaction():
        services.accept_seat(judge_actor(panelist.expert), panelist, declares_free=False)
    with pytest.raises(PermissionDenied), transaction():
        services.accept_seat(court.staff, panelist, declares_free=True)
    with pytest.raises(GuardFailed, match="现在有 0 人接受"), transaction():
        services.open_scoring(court.staff, evaluation, clock.today() + timedelta(days=7))


def test_whoever_leaves_is_replaced_and_his_scores_do_not_count(court: Court) -> None:
    evaluation = scoring(court)
    gone = evaluation.panelists[0]
    fill_and_sign(gone.sheets[0], 0)
    with transaction():
        services.recuse_panelist(judge_actor(gone.expert), gone, "曾受揭榜方邀请讲课")
    assert {sheet.status for sheet in gone.sheets} == {SheetStatus.RECUSED}
    with pytest.raises(PermissionDenied), transaction():
        services.save_sheet(judge_actor(gone.expert), gone.sheets[1], points(1), {}, "")
    for sheet in evaluation.sheets:
        if sheet.status is SheetStatus.OPEN:
            fill_and_sign(sheet, 8)
    with pytest.raises(GuardFailed, match="现在有 4 人"), transaction():
        services.close_scoring(court.staff, evaluation)
    with transaction():
        (fresh,) = services.draw_panel(court.staff, evaluation)
    assert fresh.expert_id != gone.expert_id
    with transaction():
        services.accept_seat(judge_actor(fresh.expert), fresh, declares_free=True)
    for sheet in fresh.sheets:
        fill_and_sign(sheet, 8)
    with transaction():
        services.close_scoring(court.staff, evaluation)
    assert {row["shown"] for row in evaluation.result} == {"80.00"}
    assert gone.status is PanelistStatus.RECUSED


def test_a_sheet_is_complete_before_it_is_signed_and_fixed_after(court: Court) -> None:
    evaluation = make_evaluation(S.SCORING, court.challenge, bids=court.bids)
    sheet = evaluation.sheets[0]
    actor = judge_actor(sheet.panelist.expert)
    with pytest.raises(GuardFailed) as failure, transaction():
        services.sign_sheet(actor, sheet)
    assert set(failure.value.errors) == {"scores", "comment"}
    for scores in ({"没有这条": 5}, points(11), points(-1)):
        with pytest.raises(GuardFailed), transaction():
            services.save_sheet(actor, sheet, scores, {}, "")
    version = sheet.version
    with transaction():
        services.save_sheet(actor, sheet, points(5), {}, "还在看", version)
    with pytest.raises(Conflict), transaction():
        services.save_sheet(actor, sheet, points(6), {}, "", version)
    with transaction():
        services.sign_sheet(actor, sheet)
    with pytest.raises(Conflict), transaction():
        services.save_sheet(actor, sheet, points(10), {}, "")
    assert sheet.scores == points(5)


def test_no_ranking_before_the_last_signature(court: Court) -> None:
    evaluation = make_evaluation(S.SCORING, court.challenge, bids=court.bids)
    for sheet in evaluation.sheets[1:]:
        fill_and_sign(sheet, 6)
    with pytest.raises(GuardFailed, match="还有 1 张"), transaction():
        services.close_scoring(court.staff, evaluation)
    assert evaluation.result == []


def test_panelists_are_reminded_once_before_the_last_day(court: Court) -> None:
    evaluation = make_evaluation(S.SCORING, court.challenge, bids=court.bids)
    for sheet in evaluation.panelists[0].sheets:
        fill_and_sign(sheet, 6)
    assert tick()["scoring reminders"] == 0
    with clock.frozen(clock.now() + timedelta(days=9)):
        assert tick()["scoring reminders"] == 4  # whoever has signed everything is left alone
        assert tick()["scoring reminders"] == 0

"""From the award to the settled contract; what refuses; the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.awards.models import Award
from matchmaker.bids.content import Milestone as PlannedStep
from matchmaker.bids.content import Response
from matchmaker.contracts import services
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.schedule import sums
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain, clock
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.money import WAN
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.lifecycle.schedule import tick
from matchmaker.notifications.models import Delivery
from tests.contracts.conftest import Sides
from tests.factories.contracts import Stored, make_award, make_contract

S, M, T = ContractStatus, MilestoneStatus, SettlementStatus


def drafted(sides: Sides) -> Contract:
    award = make_award(sides.sponsor, sides.contractor)
    with transaction():
        return services.draft_contract(db.session.get_one(Award, award.id))


def pass_milestone(sides: Sides, milestone: Milestone) -> None:
    with transaction():
        services.start_milestone(sides.works, milestone)
        services.add_deliverable(sides.works, milestone, Stored())
        services.deliver_milestone(sides.works, milestone, "已达到。")
    with transaction():
        services.accept_milestone(sides.pays, milestone)


def measured(contract: Contract, *values: str) -> list[Response]:
    rows = contract.challenge.indicators
    return [
        Response(row.name, row.display, value, "气相色谱", "检测报告 1", row.unit)
        for row, value in zip(rows, values, strict=True)
    ]


def test_from_award_to_settlement(sides: Sides) -> None:
    contract = drafted(sides)
    assert (contract.amount, [one.amount for one in contract.milestones]) == (
        300 * WAN,
        [120 * WAN, 180 * WAN],
    )
    assert contract.ends_on == contract.milestones[-1].due_on
    with pytest.raises(GuardFailed) as failure, transaction():
        services.request_signatures(sides.pays, contract)
    assert list(failure.value.errors) == ["starts_on"]
    steps = tuple(PlannedStep(m.title, m.due_on.isoformat(), m.amount) for m in contract.milestones)
    with transaction():
        services.save_contract(sides.works, contract, {"starts_on": clock.today()}, steps)
        services.request_signatures(sides.pays, contract)
    for actor in (sides.pays, sides.works):
        with transaction():
            services.sign_contract(actor, contract, "示例签字人", clock.today(), Stored())
    assert (contract.status, contract.signed_on) == (S.ACTIVE, clock.today())
    first, second = contract.milestones
    pass_milestone(sides, first)
    assert sums(contract).due == 120 * WAN
    with transaction():
        services.invoice(sides.works, first.settlement, "FP-1")
    with transaction():
        services.record_payment(sides.pays, first.settlement, clock.today())
    pass_milestone(sides, second)
    with transaction():
        services.waive(sides.works, second.settlement, "以设备抵付")
    with pytest.raises(GuardFailed, match="测定值"), transaction():
        services.complete_contract(sides.pays, contract)
    with transaction():
        services.record_measurements(sides.pays, contract, measured(contract, "99.97", "30", "5200"))
        services.complete_contract(sides.pays, contract)
    assert contract.status is S.COMPLETED
    found = sums(contract)
    assert (found.paid, found.waived, found.due, found.open) == (120 * WAN, 180 * WAN, 0, 0)
    assert not audit_chain.verify().faults
    kinds = {one.kind for one in db.session.scalars(db.select(Delivery))}
    assert kinds >= {"ContractDrafted", "SignaturesRequested", "ContractActivated", "MilestoneDelivered",
                     "MilestoneAccepted", "ContractCompleted"}  # fmt: skip


def test_drafting_twice_gives_one(sides: Sides) -> None:
    contract = drafted(sides)
    with transaction():
        assert services.draft_contract(contract.award).id == contract.id


def test_the_draft_adds_up_and_knows_who_saved_last(sides: Sides) -> None:
    contract, version = drafted(sides), 1
    version = contract.version
    short = (PlannedStep("一步", contract.ends_on.isoformat(), 1),)
    with transaction():
        services.save_contract(sides.works, contract, {"starts_on": clock.today()}, short, version)
    with pytest.raises(GuardFailed) as failure, transaction():
        services.request_signatures(sides.works, contract)
    assert "不一致" in failure.value.errors["milestones"]
    with pytest.raises(Conflict), transaction():
        services.save_contract(sides.pays, contract, {}, short, version)
    with pytest.raises(GuardFailed), transaction():
        late, early = clock.today(), clock.today() - timedelta(days=1)
        services.save_contract(sides.pays, contract, {"starts_on": late, "ends_on": early}, short)
    with pytest.raises(PermissionDenied), transaction():
        services.save_contract(sides.staff, contract, {}, short)


def test_signatures_need_name_day_and_scan_and_come_once(sides: Sides) -> None:
    contract = make_contract(S.SIGNING, sides.sponsor, sides.contractor)
    with pytest.raises(GuardFailed) as failure, transaction():
        services.sign_contract(sides.pays, contract, "", clock.today() + timedelta(days=1), None)
    assert set(failure.value.errors) == {"signer_name", "signed_on", "file"}
    with transaction():
        services.sign_contract(sides.pays, contract, "示例签字人", clock.today(), Stored())
    with pytest.raises(PermissionDenied), transaction():
        services.sign_contract(sides.pays, contract, "示例签字人", clock.today(), Stored())
    with pytest.raises(GuardFailed, match="已有一方签字"), transaction():
        services.revise_contract(sides.works, contract, "改一下")
    with pytest.raises(PermissionDenied), transaction():
        services.sign_contract(sides.staff, contract, "示例", clock.today(), Stored())


def test_two_failed_checks_end_the_contract(sides: Sides) -> None:
    contract = make_contract(sponsor=sides.sponsor, contractor=sides.contractor)
    first, second = contract.milestones
    pass_milestone(sides, first)
    for n in range(2):
        with transaction():
            if n == 0:
                services.start_milestone(sides.works, second)
                services.add_deliverable(sides.works, second, Stored())
            services.deliver_milestone(sides.works, second, "请考核。")
        with transaction():
            services.return_milestone(sides.pays, second, "水分不达标")
    assert (contract.status, second.status) == (S.TERMINATED, M.CANCELLED)
    assert "2 次不通过" in contract.ended_reason
    found = sums(contract)
    assert (found.due, found.cancelled) == (120 * WAN, 180 * WAN)  # what was accepted stays due
    with transaction():
        services.record_payment(sides.pays, first.settlement, clock.today())


def test_a_delivery_has_words_and_a_proof(sides: Sides) -> None:
    milestone = make_contract(sponsor=sides.sponsor, contractor=sides.contractor).milestones[0]
    with transaction():
        services.start_milestone(sides.works, milestone)
    for report in ("", "有话无据"):
        with pytest.raises(GuardFailed), transaction():
            services.deliver_milestone(sides.works, milestone, report)
    with transaction():
        services.add_deliverable(sides.works, milestone, Stored())
        services.deliver_milestone(sides.works, milestone, "完成。")
    with pytest.raises(IllegalTransition), transaction():
        services.add_deliverable(sides.works, milestone, Stored())
    with pytest.raises(IllegalTransition), transaction():
        services.remove_deliverable(sides.works, milestone, milestone.deliverables[0].id)


def test_payments_have_a_day_and_invoices_a_number(sides: Sides) -> None:
    milestone = make_contract(sponsor=sides.sponsor, contractor=sides.contractor).milestones[0]
    pass_milestone(sides, milestone)
    payment = milestone.settlement
    for wrong in (None, clock.today() + timedelta(days=1)):
        with pytest.raises(GuardFailed), transaction():
            services.record_payment(sides.pays, payment, wrong)
    with pytest.raises(GuardFailed), transaction():
        services.invoice(sides.works, payment, " ")
    with transaction():
        services.record_payment(sides.pays, payment, clock.today())
    with pytest.raises(IllegalTransition), transaction():
        services.record_payment(sides.pays, payment, clock.today())


def test_registration_numbers(sides: Sides) -> None:
    contract = make_contract(sponsor=sides.sponsor, contractor=sides.contractor)
    for wrong in ("", "123", "20261503000000A1"):
        with pytest.raises(GuardFailed), transaction():
            services.record_registration(sides.works, contract, wrong)
    with transaction():
        services.record_registration(sides.works, contract, "2026150300000001")
    assert contract.registration_number == "2026150300000001"


def test_what_is_not_signed_in_time_ends_by_the_clock(sides: Sides) -> None:
    contract = make_contract(S.SIGNING, sides.sponsor, sides.contractor)
    with clock.frozen(clock.now() + timedelta(days=60)):
        assert tick()["contracts lapsed"] == 0
    with clock.frozen(clock.now() + timedelta(days=70)):
        assert tick()["contracts lapsed"] == 1
        assert tick()["contracts lapsed"] == 0
    assert contract.status is S.TERMINATED and {m.status for m in contract.milestones} == {M.CANCELLED}


def test_both_sides_are_reminded_once(sides: Sides) -> None:
    make_contract(sponsor=sides.sponsor, contractor=sides.contractor)
    with clock.frozen(clock.now() + timedelta(days=94)):
        assert tick()["milestone reminders"] == 1
        assert tick()["milestone reminders"] == 0
    with clock.frozen(clock.now() + timedelta(days=100)):
        assert tick()["milestone reminders"] == 0  # the day itself is not late
    with clock.frozen(clock.now() + timedelta(days=101)):
        assert tick()["milestone reminders"] == 1
        assert tick()["milestone reminders"] == 0
    late = db.session.scalars(db.select(Delivery).where(Delivery.kind == "MilestoneOverdue")).all()
    assert len(late) == 2
    mails = db.session.scalars(db.select(Delivery).where(Delivery.kind == "MilestoneComingDue")).all()
    assert {one.recipient for one in mails} == {sides.sponsor[1].email, sides.contractor[1].email}

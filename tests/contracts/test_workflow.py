"""Every state with every action and every kind of actor, for contract, milestone and payment; who reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchmaker.contracts.models import Contract, Settlement
from matchmaker.contracts.policy import (
    MILESTONE_POLICY,
    POLICY,
    ContractPermission,
    MilestonePermission,
    visible_to,
)
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.contracts.workflow import MILESTONE_WORKFLOW, SETTLEMENT_WORKFLOW, WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.errors import DomainError
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.kernel.workflow import Workflow
from tests.contracts.conftest import Sides
from tests.factories.contracts import add_proof, make_contract

S, M, T = ContractStatus, MilestoneStatus, SettlementStatus
STAFF, BOTH = {"staff", "system"}, {"sponsor", "contractor"}
CONTRACT = {
    ("request_signatures", S.DRAFTING): (S.SIGNING, BOTH),
    ("revise", S.SIGNING): (S.DRAFTING, BOTH),
    ("terminate", S.DRAFTING): (S.TERMINATED, STAFF),
    ("terminate", S.SIGNING): (S.TERMINATED, STAFF),
    ("terminate", S.ACTIVE): (S.TERMINATED, STAFF),
    ("complete", S.ACTIVE): (S.COMPLETED, {"sponsor"}),
}
MILESTONE = {
    ("start", M.PLANNED): (M.IN_PROGRESS, {"contractor"}),
    ("deliver", M.IN_PROGRESS): (M.DELIVERED, {"contractor"}),
    ("deliver", M.REWORK): (M.DELIVERED, {"contractor"}),
    ("request_rework", M.DELIVERED): (M.REWORK, {"sponsor"}),
    ("accept", M.DELIVERED): (M.ACCEPTED, {"sponsor"}),
    **{
        ("cancel", one): (M.CANCELLED, {"system"})
        for one in (M.PLANNED, M.IN_PROGRESS, M.DELIVERED, M.REWORK)
    },
}
PAYMENT = {
    ("invoice", T.DUE): (T.INVOICED, {"contractor"}),
    ("record_payment", T.DUE): (T.PAID, {"sponsor"}),
    ("record_payment", T.INVOICED): (T.PAID, {"sponsor"}),
    ("waive", T.DUE): (T.WAIVED, {"contractor"}),
    ("waive", T.INVOICED): (T.WAIVED, {"contractor"}),
}


def walk(
    workflow: Workflow, table: dict[Any, Any], sides: Sides, make: Callable[[Any], Any],
    before: Callable[[Any, str], None] = lambda _subject, _action: None,
) -> list[str]:  # fmt: skip
    """What differs from the table."""
    wrong, actors = [], sides.actors
    for status in workflow.states:
        for action in [t.action for t in workflow.transitions]:
            for name, actor in actors.items():
                subject = make(status)
                try:
                    with transaction(), db.session.no_autoflush:
                        before(subject, action)
                        workflow.apply(subject, action, actor, "理由")
                    reached = subject.status
                except DomainError:
                    reached = None
                target, allowed = table.get((action, status), (None, set()))
                if reached is not (target if name in allowed else None):
                    wrong.append(f"{action} {status.value} {name}: {reached}")
    return wrong


def reset(table: str, **columns: Any) -> None:
    named = ", ".join(f"{name} = :{name}" for name in columns)
    db.session.execute(db.text(f"UPDATE {table} SET {named}").bindparams(**columns))
    db.session.commit()
    db.session.expire_all()


def test_contract(sides: Sides) -> None:
    contract = make_contract(S.DRAFTING, sides.sponsor, sides.contractor)
    measured = [{"name": row.name, "value": "99.99"} for row in contract.challenge.indicators]
    contract.measurements = measured
    db.session.commit()
    reset("milestone", status="cancelled")

    def make(status: S) -> Contract:
        signed = status in (S.ACTIVE, S.COMPLETED)
        reset(
            "contract", status=status.value, signed_on=clock.today() if signed else None,
            completed_at=clock.now() if status is S.COMPLETED else None,
        )  # fmt: skip
        return contract

    def columns(contract: Contract, action: str) -> None:
        if action == "complete":
            contract.completed_at = clock.now()

    assert walk(WORKFLOW, CONTRACT, sides, make, columns) == []


def test_milestone(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    milestone = contract.milestones[0]
    add_proof(milestone, sides.contractor[1])

    def make(status: M) -> Any:
        reset("milestone", status=status.value, accepted_at=clock.now() if status is M.ACCEPTED else None)
        return milestone

    def columns(milestone: Any, action: str) -> None:
        if action == "accept":
            milestone.accepted_at = clock.now()

    assert walk(MILESTONE_WORKFLOW, MILESTONE, sides, make, columns) == []


def test_payment(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    contract.milestones[0].settlement = Settlement(amount=1, invoice_number="FP-1")
    db.session.commit()
    payment = contract.milestones[0].settlement

    def make(status: T) -> Settlement:
        reset("settlement", status=status.value, paid_on=clock.today() if status is T.PAID else None)
        return payment

    def columns(payment: Settlement, action: str) -> None:
        if action == "record_payment":
            payment.paid_on = clock.today()

    assert walk(SETTLEMENT_WORKFLOW, PAYMENT, sides, make, columns) == []


def test_who_reads(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    make_contract(S.DRAFTING)
    for name, actor in sides.actors.items():
        may = POLICY.can(actor, ContractPermission.READ, contract)
        assert may == (name in BOTH | STAFF), name
        assert MILESTONE_POLICY.can(actor, MilestonePermission.READ, contract.milestones[0]) == may
        found = db.session.scalars(db.select(Contract).where(visible_to(actor))).all()
        assert len(found) == (2 if name in STAFF else 1 if name in BOTH else 0), name


@pytest.mark.parametrize("status", S)
def test_the_finer_permissions(sides: Sides, status: S) -> None:
    contract = make_contract(status, sides.sponsor, sides.contractor)
    P = ContractPermission
    rules = {
        P.EDIT: BOTH if status is S.DRAFTING else set(),
        P.MEASURE: {"sponsor"} if status is S.ACTIVE else set(),
        P.REGISTER: {"contractor"} | STAFF if status in (S.ACTIVE, S.COMPLETED) else set(),
        P.SIGN: set() if status in (S.ACTIVE, S.COMPLETED) else BOTH,
        P.COMPLETE: {"sponsor"}, P.TERMINATE: STAFF, P.ACTIVATE: {"system"}, P.DESK: STAFF,
    }  # fmt: skip
    for permission, expected in rules.items():
        may = {name for name, actor in sides.actors.items() if POLICY.can(actor, permission, contract)}
        assert may == expected, permission

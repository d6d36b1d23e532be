"""Changes of a running contract: who asks, who answers, what is applied, what is stale; money is conserved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask.testing import FlaskClient

from matchmaker.contracts import services
from matchmaker.contracts.amendments import Step, steps_of
from matchmaker.contracts.document import contract_document
from matchmaker.contracts.models import Amendment, Contract
from matchmaker.contracts.vocabulary import AmendmentStatus, ContractStatus, MilestoneStatus
from matchmaker.contracts.workflow import AMENDMENT_WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, DomainError, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.money import WAN
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from tests.contracts.conftest import Sides
from tests.contracts.test_services import pass_milestone
from tests.factories.contracts import make_contract

A, S, M = AmendmentStatus, ContractStatus, MilestoneStatus
ClientAs = Callable[[Actor], FlaskClient]
MARK = "变更暗号壬癸"


def propose(
    actor: Actor, contract: Contract, *steps: Step, amount: int | None = None, **more: Any
) -> Amendment:
    with transaction():
        return services.propose_amendment(
            actor, contract, steps, contract.amount if amount is None else amount,
            more.get("ends_on", contract.ends_on), more.get("reason", MARK), more.get("version"),
        )  # fmt: skip


def accept(actor: Actor, amendment: Amendment) -> None:
    with transaction():
        services.accept_amendment(actor, amendment)


def added(contract: Contract, amount: int) -> Step:
    return Step(None, "加试", (clock.today() + timedelta(days=300)).isoformat(), amount)


def total(contract: Contract) -> int:
    return sum(one.amount for one in contract.milestones)


def test_applied_and_numbered(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    pass_milestone(sides, contract.milestones[0])
    (second,) = steps_of(contract)
    first = propose(sides.works, contract, replace(second, amount=100 * WAN), added(contract, 80 * WAN))
    assert total(contract) == contract.amount and len(contract.milestones) == 2  # nothing before the answer
    accept(sides.pays, first)
    assert [one.amount // WAN for one in contract.milestones] == [120, 100, 80]
    _second, third = steps_of(contract)
    late = contract.ends_on + timedelta(days=30)
    again = propose(
        sides.pays, contract, replace(third, amount=90 * WAN, title="改名"), amount=210 * WAN, ends_on=late
    )
    accept(sides.works, again)
    assert [one.amount // WAN for one in contract.milestones] == [120, 0, 90]
    assert contract.milestones[1].status is M.CANCELLED and contract.milestones[0].status is M.ACCEPTED
    assert (contract.amount, total(contract), contract.ends_on) == (210 * WAN, 210 * WAN, late)
    assert ([first.number, again.number], again.answerer_name) == ([1, 2], sides.works.name)
    read = Document(BytesIO(contract_document(contract)))
    assert {"补充协议 1", "补充协议 2"} <= {one.text for one in read.paragraphs}
    assert any("改名" in cell.text for table in read.tables for cell in table._cells)
    kinds = set(db.session.scalars(db.select(Delivery.kind)))
    assert kinds >= {"AmendmentProposed", "AmendmentAccepted"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "steps"),
        ({"amount": 301 * WAN}, "steps"),
        ({"ends_on": None}, "ends_on"),
        ({"reason": " ", "amount": 301 * WAN}, "reason"),
        ({"ends_on": clock.today() + timedelta(days=1)}, "steps"),
    ],
)
def test_refused(sides: Sides, change: dict[str, Any], field: str) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    with pytest.raises(GuardFailed) as failure:
        propose(sides.pays, contract, *steps_of(contract), **change)
    assert field in failure.value.errors and not contract.amendments


def test_accepted_and_foreign_milestones_stay(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    other = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    done = steps_of(contract)
    pass_milestone(sides, contract.milestones[0])
    for steps in (done, steps_of(other), (done[1], done[1])):
        with pytest.raises(GuardFailed):
            propose(sides.pays, contract, *steps)


def test_one_open_and_stale(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    first, second = steps_of(contract)
    asked = propose(sides.pays, contract, replace(first, title="甲"), second)
    with pytest.raises(Conflict):
        propose(sides.works, contract, replace(first, title="乙"), second)
    with pytest.raises(Conflict):
        propose(sides.works, contract, first, second, version=contract.version + 1)
    pass_milestone(sides, contract.milestones[0])
    with pytest.raises(Conflict):
        accept(sides.works, asked)
    db.session.refresh(asked)
    assert (asked.status, contract.milestones[0].title) == (A.PROPOSED, first.title)
    with transaction():
        services.withdraw_amendment(sides.pays, asked)
    with pytest.raises(IllegalTransition):
        accept(sides.works, asked)
    asked = propose(sides.pays, contract, replace(second, title="丙"))
    with pytest.raises(GuardFailed), transaction():
        services.decline_amendment(sides.works, asked, " ")
    with transaction():
        services.decline_amendment(sides.works, asked, "做不到")
    assert (asked.status, asked.answer, asked.number) == (A.DECLINED, "做不到", None)


def test_ends_with_its_contract(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    first, second = steps_of(contract)
    asked = propose(sides.pays, contract, replace(first, title="甲"), second)
    with transaction():
        services.terminate_contract(sides.staff, contract, "不做了")
    assert asked.status is A.WITHDRAWN and asked.answered_at is not None
    with pytest.raises(PermissionDenied):
        propose(sides.pays, contract, first, second)


def test_every_actor_with_every_action(sides: Sides) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    first, second = steps_of(contract)
    allowed = {
        "accept": {"contractor"},
        "decline": {"contractor"},
        "withdraw": {"sponsor"},
        "lapse": {"system"},
    }
    asked = propose(sides.pays, contract, replace(first, title="甲"), second)
    found: dict[str, set[str]] = {action: set() for action in allowed}
    for action in allowed:
        for name, actor in sides.actors.items():
            with db.session.no_autoflush:
                try:
                    AMENDMENT_WORKFLOW.apply(asked, action, actor, "理由")
                    found[action].add(name)
                    with pytest.raises(DomainError):  # final
                        AMENDMENT_WORKFLOW.apply(asked, action, actor, "理由")
                except DomainError:
                    pass
            db.session.rollback()
    assert found == allowed


def test_by_the_pages(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    pays, works = client_as(sides.pays), client_as(sides.works)
    base = f"/contracts/{contract.public_id}"
    assert "提出变更" in pays.get(f"{base}/amendments/new").text
    typed = {"amount": "300", "ends_on": contract.ends_on.isoformat(), "reason": MARK}
    for n, (one, amount) in enumerate(zip(contract.milestones, ("100", "200"), strict=True)):
        typed |= {f"steps-{n}-milestone": str(one.id), f"steps-{n}-title": one.title, f"steps-{n}-amount": amount,
                  f"steps-{n}-due_on": one.due_on.isoformat()}  # fmt: skip
    assert pays.post(f"{base}/amendments/new", data=typed | {"steps-add": "1"}).status_code == 200
    refused = pays.post(f"{base}/amendments/new", data=typed | {"amount": "301"})
    assert refused.status_code == 422 and "不一致" in refused.text and MARK in refused.text
    assert pays.post(f"{base}/amendments/new", data=typed | {"version": "0"}).status_code == 409
    assert pays.post(f"{base}/amendments/new", data=typed).status_code == 303
    at = f"{base}/amendments/{contract.amendments[0].id}"
    assert pays.post(f"{at}/accept").status_code == 403
    assert works.post(f"{at}/decline", data={"note": ""}).status_code == 422
    assert works.post(f"{at}/accept", data={"version": str(contract.version)}).status_code == 303
    assert works.post(f"{at}/accept").status_code == 409
    assert [one.amount // WAN for one in contract.milestones] == [100, 200]
    assert "补充协议 1" in works.get(base).text and "补充协议 1" in works.get(f"{at}/print").text
    staff = client_as(sides.staff)
    assert MARK in staff.get(base).text and staff.get(f"{base}/amendments/new").status_code == 403
    for name in ("other", "loner", "broker"):
        web = client_as(sides.actors[name])
        for path in (base, f"{at}/print", f"{base}/amendments/new"):
            answer = web.get(path)
            assert answer.status_code == 404 and MARK not in answer.text

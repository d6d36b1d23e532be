"""Whatever happens to a running contract, in any order: no 分 is made or lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.contracts import services
from matchmaker.contracts.amendments import fixed_amount, steps_of
from matchmaker.contracts.models import Contract
from matchmaker.contracts.schedule import sums
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.kernel import clock
from matchmaker.kernel.unit_of_work import transaction
from tests.contracts.conftest import Sides
from tests.contracts.test_amendments import accept, added, propose
from tests.contracts.test_services import pass_milestone
from tests.factories.contracts import make_contract

M, T = MilestoneStatus, SettlementStatus


def amend(sides: Sides, contract: Contract, number: int) -> None:
    """Cut one step, add another, and now and then change the total."""
    steps = list(steps_of(contract))
    if steps and number % 3 == 0:
        del steps[number % len(steps)]
    elif steps:
        at = number % len(steps)
        steps[at] = replace(steps[at], amount=steps[at].amount // 2)
    left = contract.amount - fixed_amount(contract) - sum(one.amount for one in steps)
    steps.append(added(contract, left + number % 2))
    asked = propose(sides.works, contract, *steps, amount=contract.amount + number % 2)
    if number % 5:
        accept(sides.pays, asked)
    else:
        with transaction():
            services.decline_amendment(sides.pays, asked, "不同意")


def deliver(sides: Sides, contract: Contract, number: int) -> None:
    waiting = [one for one in contract.milestones if one.status is M.PLANNED]
    if waiting:
        pass_milestone(sides, waiting[number % len(waiting)])


def settle(sides: Sides, contract: Contract, number: int) -> None:
    due = [one for one in contract.settlements if one.status is T.DUE]
    if due:
        with transaction():
            if number % 2:
                services.waive(sides.works, due[0], "不收")
            else:
                services.record_payment(sides.pays, due[0], clock.today())


STEPS: list[Callable[[Sides, Contract, int], None]] = [amend, deliver, settle]
WALKS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 30)), min_size=3, max_size=9)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WALKS)
def test_money_is_conserved(sides: Sides, walk: list[tuple[Callable[..., None], int]]) -> None:
    contract = make_contract(ContractStatus.ACTIVE, sides.sponsor, sides.contractor, amounts=(1001, 2002, 0))
    for step, number in walk:
        step(sides, contract, number)
        found = sums(contract)
        assert found.amount == sum(one.amount for one in contract.milestones) == contract.amount
        assert found.paid + found.waived + found.due + found.open == contract.amount
        assert found.cancelled == 0

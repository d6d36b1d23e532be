"""Money adds up, whatever happens; the subsidy; lateness."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.contracts.models import Contract, Milestone, Settlement
from matchmaker.contracts.schedule import is_late, overdue_milestones, subsidy, sums
from matchmaker.contracts.vocabulary import MilestoneStatus, SettlementStatus
from matchmaker.kernel.money import WAN

M, T = MilestoneStatus, SettlementStatus
STEPS = st.lists(st.tuples(st.integers(0, 10**13), st.sampled_from(M), st.sampled_from(T)), max_size=12)


def contract_of(steps: list[tuple[int, M, T]]) -> Contract:
    contract = Contract()
    for amount, status, payment in steps:
        milestone = Milestone(status=status, amount=amount)
        if status is M.ACCEPTED:
            milestone.settlement = Settlement(status=payment, amount=amount)
        contract.milestones.append(milestone)
    return contract


@given(STEPS)
def test_the_amount_is_always_the_sum_of_its_parts(steps: list[tuple[int, M, T]]) -> None:
    found = sums(contract_of(steps))
    assert found.amount == sum(amount for amount, _status, _payment in steps)
    assert found.amount == found.paid + found.waived + found.due + found.open + found.cancelled
    assert 0 <= found.paid_percent <= 100


@given(st.integers(0, 10**13), st.integers(0, 100), st.integers(0, 10**12))
def test_the_subsidy_is_never_more_than_its_share_or_its_cap(paid: int, percent: int, cap: int) -> None:
    found = subsidy(paid, percent, cap)
    assert isinstance(found, int)
    assert 0 <= found * 100 <= paid * percent
    assert not cap or found <= cap


def test_by_hand() -> None:
    assert subsidy(300 * WAN, 20, 0) == 60 * WAN
    assert subsidy(300 * WAN, 20, 50 * WAN) == 50 * WAN
    assert subsidy(99, 20, 0) == 19  # 分 are not rounded up


def test_late_is_what_should_have_been_delivered() -> None:
    today = date(2027, 1, 1)
    rows = [Milestone(status=status, due_on=date(2026, 12, 1), position=n) for n, status in enumerate(M)]
    assert {one.status for one in rows if is_late(one, today)} == {M.PLANNED, M.IN_PROGRESS, M.REWORK}
    rows[0].due_on = date(2026, 12, 31)
    assert [one.status for one in overdue_milestones(rows, today)][-1] is M.PLANNED
    assert not is_late(Milestone(status=M.PLANNED, due_on=today), today)

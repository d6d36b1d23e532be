"""What an amendment may change, whether it still fits, and its rows side by side. Pure. Amounts are 分."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaker.contracts.models import Amendment, Contract, Milestone
from matchmaker.contracts.vocabulary import MilestoneStatus
from matchmaker.kernel.money import format_wan

CHANGEABLE = (MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS, MilestoneStatus.REWORK)


@dataclass(frozen=True)
class Step:
    """A step as it is or shall be; ``milestone`` is None for an added one."""

    milestone: int | None
    title: str
    due_on: str
    amount: int
    evidence: str = ""


@dataclass(frozen=True)
class Change:
    """One step before and after: None before is an added one, None after a cancelled one."""

    before: Step | None
    after: Step | None


def changeable(contract: Contract) -> list[Milestone]:
    """Not those that wait for their check: what is being judged does not change meanwhile."""
    return [one for one in contract.milestones if one.status in CHANGEABLE]


def steps_of(contract: Contract) -> tuple[Step, ...]:
    """The changeable steps as they stand."""
    return tuple(
        Step(one.id, one.title, one.due_on.isoformat(), one.amount, one.evidence_wanted)
        for one in changeable(contract)
    )


def fixed_amount(contract: Contract) -> int:
    """What accepted milestones, and those in their check, take of the contract's amount."""
    return sum(one.amount for one in contract.milestones if one.status not in CHANGEABLE)


def is_stale(amendment: Amendment) -> bool:
    """Something it speaks of has changed since it was proposed."""
    contract = amendment.contract
    stated = tuple(Step(**row) for row in amendment.before)
    return (stated, amendment.before_amount, amendment.before_ends_on) != (
        steps_of(contract), contract.amount, contract.ends_on,
    )  # fmt: skip


def changes(amendment: Amendment) -> list[Change]:
    """Only the rows that differ, in the order of the contract, added ones last."""
    before = {row["milestone"]: Step(**row) for row in amendment.before}
    after = [Step(**row) for row in amendment.after]
    kept = {one.milestone: one for one in after if one.milestone is not None}
    rows = [Change(old, kept.get(number)) for number, old in before.items()]
    return [one for one in rows if one.before != one.after] + [
        Change(None, one) for one in after if one.milestone is None
    ]


def problems(
    contract: Contract, steps: Iterable[Step], amount: int | None, ends_on: date | None
) -> dict[str, str]:
    """Field → why these steps cannot be asked for."""
    rows, found = tuple(steps), {}
    numbers = [one.milestone for one in rows if one.milestone is not None]
    if len(numbers) != len(set(numbers)) or not set(numbers) <= {one.id for one in changeable(contract)}:
        found["steps"] = _("每个原里程碑只能对应一行，已提交考核或已通过的不能改。")
    if ends_on is None:
        found["ends_on"] = _("请填写合同结束日期。")
    elif any(date.fromisoformat(one.due_on) > ends_on for one in rows):
        found["steps"] = _("有里程碑晚于合同结束日期。")
    elif contract.starts_on and ends_on < contract.starts_on:
        found["ends_on"] = _("结束日期早于开始日期。")
    total = fixed_amount(contract) + sum(one.amount for one in rows)
    if amount is None:
        found["amount"] = _("请填写变更后的合同金额。")
    elif total != amount and "steps" not in found:
        words = _("各里程碑付款合计 %(total)s 万元，与合同金额 %(amount)s 万元不一致。",
                  total=format_wan(total), amount=format_wan(amount))  # fmt: skip
        found["steps"] = words
    if not found and (rows, amount, ends_on) == (steps_of(contract), contract.amount, contract.ends_on):
        found["steps"] = _("还没有改动，请先修改再提出。")
    return found


def as_rows(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """For the columns of an `Amendment`."""
    return [dict(vars(one)) for one in steps]

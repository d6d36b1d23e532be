"""Sums, lateness and what is missing, from a contract's rows. Pure. Amounts are 分 and always add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask_babel import gettext as _

from matchmaker.bids.responses import Answered, answered
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.vocabulary import MilestoneStatus, SettlementStatus
from matchmaker.kernel.money import format_wan

M, T = MilestoneStatus, SettlementStatus
CLOSED = (M.ACCEPTED, M.CANCELLED)


class Payment(Protocol):
    """What sums need of a settlement."""

    status: SettlementStatus
    amount: int


@dataclass(frozen=True)
class Sums:
    """Where the money of a contract stands; ``amount`` is always the sum of the five others."""

    amount: int
    paid: int
    waived: int
    due: int  # accepted and not yet paid, invoiced or not
    open: int  # milestones still to come
    cancelled: int

    @property
    def paid_percent(self) -> int:
        return self.paid * 100 // self.amount if self.amount else 0


def sums(contract: Contract) -> Sums:
    """Over all milestones and their payments."""
    by_status = dict.fromkeys(T, 0)
    for one in contract.settlements:
        by_status[one.status] += one.amount
    still_open = sum(one.amount for one in contract.milestones if one.status not in CLOSED)
    cancelled = sum(one.amount for one in contract.milestones if one.status is M.CANCELLED)
    due = by_status[T.DUE] + by_status[T.INVOICED]
    total = sum(one.amount for one in contract.milestones)
    return Sums(total, by_status[T.PAID], by_status[T.WAIVED], due, still_open, cancelled)


def subsidy(paid: int, percent: int, cap: int) -> int:
    """After-subsidy for what was really paid: a share of it, whole 分 downwards, at most the cap (0: none)."""
    share = paid * percent // 100
    return min(share, cap) if cap else share


def draft_problems(contract: Contract) -> dict[str, str]:
    """Field → what is missing before it can be signed."""
    found = {}
    for name, words in (
        ("starts_on", _("请填写合同开始日期。")),
        ("ends_on", _("请填写合同结束日期。")),
        ("ip_terms", _("请写明知识产权归属。")),
        ("pledge", _("请写军令状。")),
    ):
        if not getattr(contract, name):
            found[name] = words
    total = sum(one.amount for one in contract.milestones)
    if not contract.milestones:
        found["milestones"] = _("至少要有一个里程碑。")
    elif total != contract.amount:
        found["milestones"] = _(
            "各里程碑付款合计 %(total)s 万元，与合同金额 %(amount)s 万元不一致。",
            total=format_wan(total),
            amount=format_wan(contract.amount),
        )
    elif contract.ends_on and any(one.due_on > contract.ends_on for one in contract.milestones):
        found["milestones"] = _("有里程碑晚于合同结束日期。")
    return found


def measured_rows(contract: Contract) -> list[Answered]:
    """Every required figure with its measured value and the verdict."""
    needs = [row.to_indicator() for row in contract.challenge.indicators]
    return answered(needs, contract.measured)


def unfinished(contract: Contract) -> list[str]:
    """Why it cannot be completed yet."""
    found = []
    if any(one.status not in CLOSED for one in contract.milestones):
        found.append(_("还有里程碑没有通过考核"))
    if any(one.status not in (T.PAID, T.WAIVED) for one in contract.settlements):
        found.append(_("还有款项没有结清"))
    if any(not row.response.value for row in measured_rows(contract)):
        found.append(_("还有指标没有测定值"))
    return found


def is_late(milestone: Milestone, today: date) -> bool:
    """Its day has passed and it is not delivered."""
    return milestone.status in (M.PLANNED, M.IN_PROGRESS, M.REWORK) and milestone.due_on < today


def overdue_milestones(milestones: Iterable[Milestone], today: date) -> list[Milestone]:
    """The late ones, the longest late first."""
    return sorted((one for one in milestones if is_late(one, today)), key=lambda one: one.due_on)

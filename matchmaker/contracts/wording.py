"""What the paper of a contract says, as blocks in order. The Word file and the PDF are both set from these."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from matchmaker.contracts.amendments import Step, changes
from matchmaker.contracts.models import Amendment, Contract
from matchmaker.kernel import clock
from matchmaker.kernel.money import format_wan


@dataclass(frozen=True)
class Heading:
    """``level`` 0 is the title."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    words: str


@dataclass(frozen=True)
class Rows:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Rows


def contract_blocks(contract: Contract) -> tuple[Block, ...]:
    """Parties, figures, milestones with payments, intellectual property, pledge, amendments, places to sign."""
    amended = [one for one in contract.amendments if one.number is not None]
    return (
        Heading(_("%(kind)s合同", kind=contract.kind.label), 0),
        Text(_("合同编号：%(id)s　榜单编号：%(of)s", id=contract.public_id, of=contract.challenge.public_id)),
        _parties(contract),
        *_schedule(contract),
        Heading(_("三、知识产权")),
        Text(contract.ip_terms),
        Heading(_("四、军令状")),
        Text(contract.pledge),
        *(block for one in amended for block in amendment_blocks(one)),
        *_places_to_sign(),
    )


def _parties(contract: Contract) -> Rows:
    sponsor, contractor = contract.sponsor, contract.contractor
    rows = (
        (_("项目名称"), contract.title),
        (_("委托方（甲方）"), f"{sponsor.name}　{sponsor.credit_code or ''}"),
        (_("受托方（乙方）"), f"{contractor.name}　{contractor.credit_code or ''}"),
        (_("合同金额"), _("%(n)s 万元", n=format_wan(contract.amount))),
        (_("履行期限"), f"{_day(contract.starts_on)} – {_day(contract.ends_on)}"),
    )
    return Rows((_("条目"), _("内容")), rows)


def _schedule(contract: Contract) -> Iterator[Block]:
    yield Heading(_("一、技术指标"))
    needs = [row.to_indicator() for row in contract.challenge.indicators]
    rows = tuple((need.name, need.display, need.test_method) for need in needs)
    yield Rows((_("指标"), _("要求"), _("测试方法")), rows)
    yield Heading(_("二、里程碑与付款"))
    steps = tuple(
        (m.title, _day(m.due_on), format_wan(m.amount), m.evidence_wanted) for m in contract.milestones
    )
    yield Rows((_("里程碑"), _("完成日期"), _("付款（万元）"), _("凭什么验收")), steps)


def amendment_blocks(amendment: Amendment) -> Iterator[Block]:
    """补充协议: what was and what is, why, and who agreed when."""
    yield Heading(_("补充协议 %(n)s", n=amendment.number))
    rows: list[tuple[str, ...]] = []
    if amendment.before_amount != amendment.after_amount:
        amounts = (amendment.before_amount, amendment.after_amount)
        rows.append((_("合同金额"), *(_("%(n)s 万元", n=format_wan(one)) for one in amounts)))
    if amendment.before_ends_on != amendment.after_ends_on:
        rows.append((_("结束日期"), _day(amendment.before_ends_on), _day(amendment.after_ends_on)))
    rows += [(_("里程碑"), _step(one.before), _step(one.after)) for one in changes(amendment)]
    yield Rows((_("变更事项"), _("变更前"), _("变更后")), tuple(rows))
    yield Text(amendment.reason)
    yield Text(f"{amendment.requester_name}　{moment(amendment.created_at)}")
    yield Text(f"{amendment.answerer_name}　{moment(amendment.answered_at)}")


def _places_to_sign() -> tuple[Block, ...]:
    return (
        Text(_("甲方（盖章）：　　　　　　　　　乙方（盖章）：")),
        Text(_("签字：　　　　　　日期：　　　　　签字：　　　　　　日期：")),
    )


def made_by(contract: Contract) -> str:
    """The line that says from which version, and when, the paper was made."""
    return _("由平台按第 %(n)s 版生成，%(when)s", n=contract.version, when=moment(clock.now()))


def short_hash(blocks: tuple[Block, ...]) -> str:
    """Twelve hex digits of the text: two papers with the same ones say the same."""
    return hashlib.sha256(repr(blocks).encode()).hexdigest()[:12]


def _step(step: Step | None) -> str:
    return f"{step.title}　{step.due_on}　{format_wan(step.amount)}　{step.evidence}".strip() if step else "—"


def moment(at: datetime | None) -> str:
    """In the time of Beijing; empty for none."""
    return at.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M") if at else ""


def _day(day: object) -> str:
    return str(day) if day else ""

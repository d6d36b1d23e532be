"""The contract with its pledge (军令状) as a Word file, filled from the rows."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from flask_babel import gettext as _

from matchmaker.contracts.amendments import Step, changes
from matchmaker.contracts.models import Amendment, Contract
from matchmaker.evaluations.report import add_table, use_song
from matchmaker.kernel import clock
from matchmaker.kernel.money import format_wan


def contract_document(contract: Contract) -> bytes:
    """Parties, subject, figures, milestones with payments, intellectual property, pledge, places to sign."""
    made = Document()
    use_song(made)
    made.add_heading(_("%(kind)s合同", kind=contract.kind.label), 0)
    made.add_paragraph(
        _("合同编号：%(id)s　榜单编号：%(of)s", id=contract.public_id, of=contract.challenge.public_id)
    )
    rows = [
        [_("项目名称"), contract.title],
        [_("委托方（甲方）"), f"{contract.sponsor.name}　{contract.sponsor.credit_code or ''}"],
        [_("受托方（乙方）"), f"{contract.contractor.name}　{contract.contractor.credit_code or ''}"],
        [_("合同金额"), _("%(n)s 万元", n=format_wan(contract.amount))],
        [_("履行期限"), f"{_day(contract.starts_on)} – {_day(contract.ends_on)}"],
    ]
    add_table(made, [_("条目"), _("内容")], rows)
    made.add_heading(_("一、技术指标"), 1)
    needs = [row.to_indicator() for row in contract.challenge.indicators]
    add_table(
        made,
        [_("指标"), _("要求"), _("测试方法")],
        [[need.name, need.display, need.test_method] for need in needs],
    )
    made.add_heading(_("二、里程碑与付款"), 1)
    add_table(
        made,
        [_("里程碑"), _("完成日期"), _("付款（万元）"), _("凭什么验收")],
        [[m.title, _day(m.due_on), format_wan(m.amount), m.evidence_wanted] for m in contract.milestones],
    )
    made.add_heading(_("三、知识产权"), 1)
    made.add_paragraph(contract.ip_terms)
    made.add_heading(_("四、军令状"), 1)
    made.add_paragraph(contract.pledge)
    for amendment in contract.amendments:
        if amendment.number is not None:
            _add_amendment(made, amendment)
    made.add_paragraph()
    made.add_paragraph(_("甲方（盖章）：　　　　　　　　　乙方（盖章）："))
    made.add_paragraph(_("签字：　　　　　　日期：　　　　　签字：　　　　　　日期："))
    made.add_paragraph(_("由平台按第 %(n)s 版生成，%(when)s", n=contract.version, when=_moment(clock.now())))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def _add_amendment(made: DocumentObject, amendment: Amendment) -> None:
    """补充协议: what was and what is, why, and who agreed when."""
    made.add_heading(_("补充协议 %(n)s", n=amendment.number), 1)
    rows = []
    if amendment.before_amount != amendment.after_amount:
        amounts = (amendment.before_amount, amendment.after_amount)
        rows.append([_("合同金额"), *(_("%(n)s 万元", n=format_wan(one)) for one in amounts)])
    if amendment.before_ends_on != amendment.after_ends_on:
        rows.append([_("结束日期"), _day(amendment.before_ends_on), _day(amendment.after_ends_on)])
    rows += [[_("里程碑"), _step(one.before), _step(one.after)] for one in changes(amendment)]
    add_table(made, [_("变更事项"), _("变更前"), _("变更后")], rows)
    made.add_paragraph(amendment.reason)
    made.add_paragraph(f"{amendment.requester_name}　{_moment(amendment.created_at)}")
    made.add_paragraph(f"{amendment.answerer_name}　{_moment(amendment.answered_at)}")


def _step(step: Step | None) -> str:
    return f"{step.title}　{step.due_on}　{format_wan(step.amount)}　{step.evidence}".strip() if step else "—"


def _moment(at: datetime | None) -> str:
    return at.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M") if at else ""


def _day(day: object) -> str:
    return str(day) if day else ""

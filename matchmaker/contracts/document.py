"""The contract with its pledge (军令状) as a Word file, filled from the rows."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from flask_babel import gettext as _

from matchmaker.contracts.models import Contract
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
    made.add_paragraph()
    made.add_paragraph(_("甲方（盖章）：　　　　　　　　　乙方（盖章）："))
    made.add_paragraph(_("签字：　　　　　　日期：　　　　　签字：　　　　　　日期："))
    when = clock.now().astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M")
    made.add_paragraph(_("由平台按第 %(n)s 版生成，%(when)s", n=contract.version, when=when))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def _day(day: object) -> str:
    return str(day) if day else ""

"""评审报告 as a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt
from flask_babel import gettext as _

from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.queries import RankedRow
from matchmaker.kernel import clock


def report_document(evaluation: Evaluation, rows: Sequence[RankedRow], reader: str) -> bytes:
    """Panel, criteria, ranking with every total, and the hash that ties it to the audit chain."""
    made = Document()
    use_song(made)
    made.add_heading(_("评审报告"), 0)
    made.add_paragraph(f"{evaluation.challenge.public_id}　{evaluation.challenge.title}")
    made.add_paragraph(
        _("评审编号：%(id)s　排序方法：%(how)s", id=evaluation.public_id, how=evaluation.ranking.label)
    )
    made.add_heading(_("评委"), 1)
    add_table(
        made,
        [_("姓名"), _("工作单位"), _("职称"), _("产生方式")],
        [
            [
                one.expert.name,
                one.expert.employer_shown,
                one.expert.title,
                _("随机抽取") if one.is_drawn else _("指定"),
            ]
            for one in evaluation.accepted
        ],
    )
    made.add_heading(_("评审标准"), 1)
    add_table(
        made, [_("标准"), _("权重")], [[one["name"], str(one["weight"])] for one in evaluation.criteria]
    )
    made.add_heading(_("排序"), 1)
    names = {one.id: one.expert.name for one in evaluation.panelists}
    add_table(
        made,
        [_("名次"), _("揭榜方"), _("得分"), _("各评委总分")],
        [
            [
                str(row.rank), row.bid.lead.name, row.score,
                "、".join(f"{names[key]} {value:.1f}" for key, value in row.totals.items()),
            ]
            for row in rows
        ],
    )  # fmt: skip
    made.add_paragraph()
    made.add_paragraph(_("评委签字："))
    made.add_paragraph(_("结果校验值：%(hash)s", hash=evaluation.result_hash or "—"))
    when = clock.now().astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M")
    made.add_paragraph(_("生成时间 %(when)s，%(who)s", when=when, who=reader))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def use_song(made: WordDocument) -> None:
    """小四 宋体, as official papers are set."""
    style = made.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def add_table(made: WordDocument, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with lines, its first row the head."""
    table = made.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.text = words
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words

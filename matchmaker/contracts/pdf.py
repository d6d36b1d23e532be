"""The contract with its pledge and amendments as a PDF on A4, with 第 x 页 共 y 页 and the short hash of its text."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from matchmaker.contracts.models import Contract
from matchmaker.contracts.wording import Block, Heading, Rows, contract_blocks, made_by, short_hash

FONT = "STSong-Light"  # every reader knows it, so no font file is needed
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
TITLE = ParagraphStyle("title", fontName=FONT, fontSize=22, leading=33, alignment=TA_CENTER, spaceAfter=12)
HEADING = ParagraphStyle("heading", fontName=FONT, fontSize=14, leading=21, spaceBefore=10, keepWithNext=1)
BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=18, wordWrap="CJK", spaceBefore=4)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=10.5, leading=15, wordWrap="CJK")
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.75, black), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def contract_pdf(contract: Contract) -> bytes:
    """Set from `contract_blocks`, as the Word file is."""
    blocks = contract_blocks(contract)
    stream = BytesIO()
    made = SimpleDocTemplate(
        stream, pagesize=A4, topMargin=25 * mm, rightMargin=20 * mm, bottomMargin=20 * mm, leftMargin=25 * mm,
        title=contract.title, author=contract.public_id,
    )  # fmt: skip
    foot = f"{contract.public_id}　{made_by(contract)}　{short_hash(blocks)}"
    made.build(
        [_set(one, made.width) for one in blocks],
        canvasmaker=lambda *args, **options: _NumberedCanvas(foot, *args, **options),
    )
    return stream.getvalue()


def _set(block: Block, width: float) -> Any:
    if isinstance(block, Heading):
        return Paragraph(_marked(block.words), HEADING if block.level else TITLE)
    if isinstance(block, Rows):
        cells = [[Paragraph(_marked(words), CELL) for words in row] for row in (block.head, *block.rows)]
        return Table(cells, [width / len(block.head)] * len(block.head), repeatRows=1, style=GRID)
    return Paragraph(_marked(block.words), BODY)


def _marked(words: str) -> str:
    """What users typed is text, never markup."""
    return escape(words).replace("\n", "<br/>")


class _NumberedCanvas(Canvas):  # type: ignore[misc]
    """Keeps the pages back until their number is known."""

    def __init__(self, foot: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._foot, self._kept = foot, list[dict[str, Any]]()

    def showPage(self) -> None:  # noqa: N802  named by reportlab
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self.setFont(FONT, 9)
            self.drawString(25 * mm, 12 * mm, self._foot)
            pages = _("第 %(x)s 页 共 %(y)s 页", x=number, y=len(self._kept))
            self.drawRightString(A4[0] - 20 * mm, 12 * mm, pages)
            super().showPage()
        super().save()

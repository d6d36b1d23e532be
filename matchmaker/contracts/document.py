"""The contract with its pledge (军令状) and amendments as a Word file."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from matchmaker.contracts.models import Contract
from matchmaker.contracts.wording import Heading, Rows, contract_blocks, made_by
from matchmaker.evaluations.report import add_table, use_song


def contract_document(contract: Contract) -> bytes:
    """Set from `contract_blocks`."""
    made = Document()
    use_song(made)
    for block in contract_blocks(contract):
        if isinstance(block, Heading):
            made.add_heading(block.words, block.level)
        elif isinstance(block, Rows):
            add_table(made, block.head, block.rows)
        else:
            made.add_paragraph(block.words)
    made.add_paragraph(made_by(contract))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()

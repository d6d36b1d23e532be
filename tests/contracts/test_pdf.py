"""The contract as PDF, opened: text, amounts, pages, the same words as the Word file; strangers get none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from flask.testing import FlaskClient
from pypdf import PdfReader

from matchmaker.contracts.amendments import steps_of
from matchmaker.contracts.vocabulary import ContractStatus
from matchmaker.contracts.wording import contract_blocks, short_hash
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.money import WAN
from tests.contracts.conftest import Sides
from tests.contracts.test_amendments import accept, propose
from tests.factories.contracts import make_contract

ClientAs = Callable[[Actor], FlaskClient]


def test_pages_text_and_readers(sides: Sides, client_as: ClientAs) -> None:
    pledge = "按期完成 <b>全部</b> & 指标。\n" * 120
    contract = make_contract(ContractStatus.ACTIVE, sides.sponsor, sides.contractor, pledge=pledge[:2000])
    first, second = steps_of(contract)
    accept(
        sides.works, propose(sides.pays, contract, first, replace(second, amount=80 * WAN), amount=200 * WAN)
    )
    at = f"/contracts/{contract.public_id}/contract.pdf"
    answer = client_as(sides.works).get(at)
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(BytesIO(answer.data)).pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) > 2 and round(float(pages[0].mediabox.width)) == 595
    for number, text in enumerate(texts, start=1):
        assert f"第 {number} 页 共 {len(pages)} 页" in text and short_hash(contract_blocks(contract)) in text
    whole = "".join("".join(texts).split())
    for words in (
        contract.sponsor.name,
        "200万元",
        "300万元",
        "补充协议1",
        "<b>全部</b>&指标",
        contract.public_id,
    ):
        assert words in whole, words
    for name in ("other", "loner", "broker"):
        assert client_as(sides.actors[name]).get(at).status_code == 404

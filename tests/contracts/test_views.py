"""The pages of a contract; nobody but the two sides and staff gets a word of it; Word and CSV files opened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from flask.testing import FlaskClient

from matchmaker.contracts.models import Contract
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from tests.contracts.conftest import Sides
from tests.factories.contracts import make_contract
from tests.support.queries import count_queries

S = ContractStatus
ClientAs = Callable[[Actor], FlaskClient]
PDF = b"%PDF-1.7 proof"
MARK = "合同暗号庚辛"


def pdf() -> dict[str, object]:
    return {"file": (BytesIO(PDF), "扫描件.pdf")}


def test_from_draft_to_signatures_by_the_pages(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.DRAFTING, sides.sponsor, sides.contractor, starts_on=None)
    pays, works = client_as(sides.pays), client_as(sides.works)
    base = f"/contracts/{contract.public_id}"
    assert "请填写合同开始日期" in pays.get(base).text
    assert pays.post(f"{base}/request-signatures").status_code == 422
    form = works.get(f"{base}/edit").text
    assert "第 1 步" in form
    steps = {}
    for n, one in enumerate(contract.milestones):
        steps |= {f"milestones-{n}-title": one.title, f"milestones-{n}-due_on": one.due_on.isoformat(),
                  f"milestones-{n}-amount": str(one.amount // 1_000_000)}  # fmt: skip
    typed = {"kind": "service", "starts_on": clock.today().isoformat(), "ends_on": contract.ends_on.isoformat(),
             "ip_terms": "共有", "pledge": "完成", **steps}  # fmt: skip
    refused = works.post(f"{base}/edit", data=typed | {"starts_on": "后天"})
    assert refused.status_code == 422 and "后天" in refused.text
    assert works.post(f"{base}/edit", data=typed | {"version": "0"}).status_code == 409
    assert works.post(f"{base}/edit", data=typed).status_code == 303
    assert pays.post(f"{base}/request-signatures").status_code == 303
    refused = pays.post(f"{base}/sign", data={"signer_name": "示例签字人"})
    assert (
        refused.status_code == 422
        and "请上传签字盖章的扫描件" in refused.text
        and "示例签字人" in refused.text
    )
    for web in (pays, works):
        signed = {"signer_name": "示例签字人", "signed_on": clock.today().isoformat(), **pdf()}
        assert web.post(f"{base}/sign", data=signed).status_code == 303
    assert contract.status is S.ACTIVE
    assert pays.get(f"{base}/signatures/{contract.signatures[0].id}", buffered=True).data == PDF


def test_from_delivery_to_payment_by_the_pages(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    pays, works = client_as(sides.pays), client_as(sides.works)
    base = f"/contracts/{contract.public_id}"
    step = contract.milestones[0]
    at = f"{base}/milestones/{step.id}"
    assert works.post(f"{at}/start").status_code == 303
    assert works.post(f"{at}/files", data=pdf()).status_code == 303
    assert pays.get(f"{at}/files/{step.deliverables[0].id}", buffered=True).data == PDF
    refused = works.post(f"{at}/deliver", data={"report": ""})
    assert refused.status_code == 422
    assert works.post(f"{at}/deliver", data={"report": "中试完成"}).status_code == 303
    refused = pays.post(f"{at}/request-rework", data={"note": ""})
    assert refused.status_code == 422 and "请写明理由" in refused.text
    assert pays.post(f"{at}/accept").status_code == 303
    assert step.status is MilestoneStatus.ACCEPTED
    money = f"{base}/payments/{step.id}"
    assert works.post(f"{money}/invoice", data={"invoice_number": ""}).status_code == 422
    assert works.post(f"{money}/invoice", data={"invoice_number": "FP-9"}).status_code == 303
    assert (
        pays.post(f"{money}/record-payment", data={"paid_on": clock.today().isoformat()}).status_code == 303
    )
    assert step.settlement.status is SettlementStatus.PAID
    page = pays.get(base).text
    assert "已付 40%" in page and "FP-9" in page


def test_measured_registered_and_ended_by_the_pages(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    pays, works = client_as(sides.pays), client_as(sides.works)
    base = f"/contracts/{contract.public_id}"
    values = {f"measured-{n}-value": v for n, v in enumerate(("99.97", "30", "5200"))}
    assert pays.post(f"{base}/measurements", data=values).status_code == 303
    assert pays.get(base).text.count("满足") >= 3
    assert "还有里程碑没有通过考核" in pays.post(f"{base}/complete").text
    assert works.post(f"{base}/register", data={"number": "2026150300000001"}).status_code == 303
    staff = client_as(sides.staff)
    assert staff.post(f"{base}/terminate", data={"note": ""}).status_code == 422
    assert staff.post(f"{base}/terminate", data={"note": "双方同意"}).status_code == 303
    of = contract.award.public_id
    assert "按申报书起草" in staff.get(f"/notices/{of}").text
    assert pays.post(f"/contracts/of/{of}/draft").status_code == 403
    assert staff.post(f"/contracts/of/{of}/draft").headers["Location"] != base


def test_files_say_what_the_rows_say(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor, pledge=MARK)
    web, base = client_as(sides.works), f"/contracts/{contract.public_id}"
    made = Document(BytesIO(web.get(f"{base}/contract.docx").data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "第 1 步" in cells and "120" in cells and "≥ 99.95%" in cells
    assert MARK in "\n".join(one.text for one in made.paragraphs)
    row = web.get(f"{base}/registration.csv").text
    assert "3000000.00" in row and "揭榜单位" in row
    assert web.get(f"{base}/dates.ics").data.count(b"BEGIN:VEVENT") == 2
    assert MARK in web.get(f"{base}/print").text


def test_only_the_two_sides_and_staff_get_a_word(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor, pledge=MARK, ip_terms=MARK)
    contract.milestones[0].report = MARK
    db.session.commit()
    base, of = f"/contracts/{contract.public_id}", contract.challenge.public_id
    pages = [base, f"{base}/print", f"{base}/contract.docx", f"{base}/registration.csv", f"{base}/dates.ics",
             f"{base}/edit", f"{base}/measurements", "/contracts/", f"/challenges/{of}", "/",
             f"/notices/{contract.award.public_id}"]  # fmt: skip
    readers = set()
    for name, actor in sides.actors.items():
        if name != "system":
            web = client_as(actor)
            answers = [
                (one.status_code, one.data) for one in (web.get(page, buffered=True) for page in pages)
            ]
            if any(
                MARK.encode() in text or contract.public_id.encode() in text
                for code, text in answers
                if code == 200
            ):
                readers.add(name)
    assert readers == {"sponsor", "contractor", "staff"}


def test_the_list_takes_as_few_statements_for_many(sides: Sides, client_as: ClientAs) -> None:
    staff, counts = client_as(sides.staff), []
    for more in (2, 8):
        for _n in range(more):
            make_contract()
        with count_queries() as seen:
            assert staff.get("/contracts/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("part", ["milestones/9/start", "payments/9/invoice"])
def test_parts_that_are_not_there(sides: Sides, client_as: ClientAs, part: str) -> None:
    contract: Contract = make_contract(S.ACTIVE, sides.sponsor, sides.contractor)
    assert client_as(sides.works).post(f"/contracts/{contract.public_id}/{part}").status_code == 404


def test_the_archive_opens_without_the_site_and_its_hashes_agree(sides: Sides, client_as: ClientAs) -> None:
    contract = make_contract(S.COMPLETED, sides.sponsor, sides.contractor, pledge=MARK)
    address = f"/contracts/{contract.public_id}/archive.zip"
    assert client_as(sides.pays).get(address).status_code == 403
    answer = client_as(sides.staff).get(address, buffered=True)
    with ZipFile(BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        listed = dict(
            reversed(line.split("  ", 1)) for line in archive.read("manifest.sha256").decode().splitlines()
        )
        assert set(listed) == set(archive.namelist()) - {"manifest.sha256"}
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
        bid = contract.award.bid
        handed_in = archive.read(f"bids/{bid.public_id}/content.json")
        assert hashlib.sha256(handed_in).hexdigest() == bid.receipts[-1].sha256
        page = archive.read("index.html").decode()
        assert contract.title in page and bid.receipts[-1].sha256 in page
        made = Document(BytesIO(archive.read(f"contracts/{contract.public_id}/contract.docx")))
        assert MARK in "\n".join(one.text for one in made.paragraphs)
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"content_key" not in everything and b"storage_key" not in everything

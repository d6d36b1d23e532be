"""The pages: writing with and without script, the team, handing in, opening, receipts; and nothing of a sealed bid leaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.bids import reading
from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.services import close_challenge
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from tests.bids.conftest import Parties
from tests.factories.bids import make_bid, make_content
from tests.support.queries import count_queries

S = BidStatus
ClientAs = Callable[[Actor], FlaskClient]
MARK = "封存暗号丙丁"


@pytest.fixture
def bid(parties: Parties) -> Bid:
    return make_bid(S.DRAFT, parties.challenge(), parties.lead, content=make_content(MARK))


def test_from_the_board_to_the_receipt(parties: Parties, client_as: ClientAs) -> None:
    challenge, web = parties.challenge(), client_as(parties.actors["lead"])
    page = web.get(f"/challenges/{challenge.public_id}").text
    assert f"/bids/of/{challenge.public_id}/new" in page
    assert "技术方案先进可行" in web.get(f"/bids/of/{challenge.public_id}/new").text
    address = web.post(f"/bids/of/{challenge.public_id}/new").headers["Location"].removesuffix("/plan")
    base = address.removesuffix("/edit")
    texts = {"background": "现状", "objectives": "目标", "route": "路线", "trl_now": "5", "trl_after": "8"}
    answer = web.post(f"{address}/plan", data=texts | {"go": "next"})
    assert answer.headers["Location"].endswith("/response")
    cells = {f"responses-{n}-value": value for n, value in enumerate(("99.0", "30 mg/kg", "5200"))}
    page = web.post(f"{address}/response", data=cells | {"go": "stay"}, follow_redirects=True).text
    assert "关键指标没有达到要求" in page
    rows = {"quote_amount": "300", "organization": "分三步",
            "milestones-0-title": "中试", "milestones-0-due_on": "2027-06-30", "milestones-0-amount": "300",
            "budget-0-item": "设备费", "budget-0-amount": "300"}  # fmt: skip
    assert web.post(f"{address}/schedule", data=rows | {"go": "next"}).status_code == 303
    people = {"team-0-name": "示例负责人", "foundation": "做过中试"}
    assert web.post(f"{address}/team", data=people | {"go": "next"}).status_code == 303
    terms = {"ip_terms": "共有", "relation": "none", "is_undertaken": "y", "go": "next"}
    assert web.post(f"{address}/terms", data=terms).headers["Location"].endswith("/review")
    assert "下列关键指标没有达到要求" in web.get(f"{base}/review").text
    refused = web.post(f"{base}/submit")
    assert refused.status_code == 422 and "请勾选确认后再递交" in refused.text
    assert web.post(f"{base}/submit", data={"accepts_shortfall": "y"}).status_code == 303
    digest = (
        db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "receipt"))
        .one()
        .details["sha256"]
    )
    assert digest in web.get(base).text
    assert digest in db.session.scalars(db.select(Delivery).where(Delivery.kind == "BidSubmitted")).one().text
    looked_up = client_as(parties.actors["anonymous"]).get(f"/bids/receipts?hash={digest}").text
    assert "记录过" in looked_up and base.rsplit("/", 1)[-1] not in looked_up and "牵头单位" not in looked_up
    assert web.get(f"{base}/copy.json").status_code == 200
    assert web.get("/bids/mine").text.count(base) >= 1


def test_what_cannot_be_saved_stays_on_the_page(client_as: ClientAs, parties: Parties, bid: Bid) -> None:
    web, base = client_as(parties.actors["lead"]), f"/bids/{bid.public_id}/edit"
    answer = web.post(f"{base}/schedule", data={"milestones-0-title": "中试完成", "milestones-0-due_on": "明年",
                      "milestones-0-amount": "很多"})  # fmt: skip
    assert answer.status_code == 422
    for words in ("第 1 行", "要写成日期", "要填数字", "中试完成", "明年", "很多"):
        assert words in answer.text
    answer = web.post(f"{base}/plan", data={"route": "长" * 3001})
    assert answer.status_code == 422 and "最多 3000 字" in answer.text
    stale = {"route": "我写的路线", "version": "0"}
    answer = web.post(f"{base}/plan", data=stale)
    assert answer.status_code == 409 and "我写的路线" in answer.text
    assert web.get(f"{base}/nonsense").status_code == 404
    saved = web.post(f"{base}/plan/autosave", data={"route": "自动保存"})
    assert saved.status_code == 200 and saved.json["version"] == bid.version
    assert web.post(f"{base}/plan/autosave", data=stale).status_code == 409


def test_the_team_asks_answers_and_lets_go(client_as: ClientAs, parties: Parties, bid: Bid) -> None:
    lead, asked = client_as(parties.actors["lead"]), client_as(parties.actors["asked"])
    base = f"/bids/{bid.public_id}"
    refused = lead.post(f"{base}/members", data={"credit_code": "1", "division": "做膜"})
    assert refused.status_code == 422 and "做膜" in refused.text
    code = parties.asked[0].credit_code
    assert lead.post(f"{base}/members", data={"credit_code": code, "division": "做膜"}).status_code == 303
    mail = db.session.scalars(db.select(Delivery).where(Delivery.kind == "MemberInvited")).one()
    assert mail.recipient == parties.asked[1].email and MARK not in mail.text
    assert "邀请你的单位参加" in asked.get(base).text
    assert "请确认是否参加" in asked.get("/bids/mine").text
    assert asked.post(f"{base}/confirm-membership").status_code == 303
    assert bid.partners[0].answer is MemberAnswer.CONFIRMED
    assert asked.post(f"{base}/submit").status_code == 403
    assert lead.post(f"{base}/members/{bid.partners[0].id}/remove").status_code == 303
    assert asked.get(base).status_code == 404


def test_annexes_are_sealed_on_the_disk_too(
    app: Flask, client_as: ClientAs, parties: Parties, bid: Bid, data_dir
) -> None:
    web, base = client_as(parties.actors["lead"]), f"/bids/{bid.public_id}"
    body = b"%PDF-1.7 " + MARK.encode()
    answer = web.post(f"{base}/files", data={"file": (BytesIO(body), f"{MARK}.pdf")})
    assert answer.status_code == 303
    stored = [path.read_bytes() for path in (data_dir / "sealed").rglob("*") if path.is_file()]
    assert stored and all(MARK.encode() not in one and b"%PDF" not in one for one in stored)
    number = reading.draft_of(bid).files[0].id
    assert web.get(f"{base}/files/{number}").data == body
    assert web.get(f"{base}/files/999").status_code == 404
    for name, words in (("x.exe", "类型不接收"), ("x.pdf", "内容与扩展名不符")):
        refused = web.post(f"{base}/files", data={"file": (BytesIO(b"MZ.."), name)})
        assert refused.status_code == 422 and words in refused.text
    assert web.post(f"{base}/files/{number}/remove").status_code == 303
    assert reading.draft_of(bid).files == ()


def addresses(bid: Bid) -> list[str]:
    base, of = f"/bids/{bid.public_id}", bid.challenge.public_id
    return [base, f"{base}/print", f"{base}/review", f"{base}/copy.json", f"{base}/files/1", f"{base}/edit/plan",
            "/bids/mine", f"/bids/of/{of}", f"/bids/of/{of}/new", f"/challenges/{of}", "/challenges/", "/",
            "/search?q=膜法脱水", f"/challenges/{of}/questions", "/challenges/desk", "/bids/receipts"]  # fmt: skip


def readers_of(parties: Parties, bid: Bid, client_as: ClientAs, word: str) -> set[str]:
    """Who gets the word on any page."""
    found = set()
    for name, actor in parties.actors.items():
        if name == "system":
            continue
        web = client_as(actor)
        pages = [one for one in addresses(bid) if word not in one]  # an address that is echoed tells nothing
        if any(word in web.get(address, follow_redirects=True).text for address in pages):
            found.add(name)
    return found


def test_a_sealed_bid_is_served_to_its_team_alone(
    parties: Parties, client_as: ClientAs, caplog: pytest.LogCaptureFixture
) -> None:
    bid = parties.bid(S.SUBMITTED, content=make_content(MARK))
    team = {"lead", "partner", "asked"}
    assert readers_of(parties, bid, client_as, MARK) == team
    assert readers_of(parties, bid, client_as, bid.public_id) == team
    assert readers_of(parties, bid, client_as, "牵头单位") == team  # nor that this unit bids at all
    with transaction():
        close_challenge(SYSTEM, bid.challenge, "到期")
    insiders = team | {"sponsor", "staff", "operator"}
    assert readers_of(parties, bid, client_as, MARK) == insiders
    assert readers_of(parties, bid, client_as, "牵头单位") == insiders
    mails = db.session.scalars(db.select(Delivery)).all()
    trail = db.session.scalars(db.select(AuditEntry)).all()
    assert mails and not any(MARK in m.text + m.subject for m in mails)
    assert not any(MARK in str(vars(entry)) for entry in trail)
    assert MARK not in caplog.text


def test_before_the_opening_nobody_learns_how_many_there_are(parties: Parties, client_as: ClientAs) -> None:
    challenge = parties.challenge()
    staff = client_as(parties.actors["staff"])
    pages = {staff.get(f"/bids/of/{challenge.public_id}").text.split("<main")[1]}
    make_bid(S.SUBMITTED, challenge, parties.lead)
    pages.add(staff.get(f"/bids/of/{challenge.public_id}").text.split("<main")[1])
    assert len(pages) == 1
    assert "投标还封存着" in pages.pop()


def test_staff_check_opened_bids(parties: Parties, client_as: ClientAs) -> None:
    bid = make_bid(S.SUBMITTED, parties.challenge(), parties.lead, opened=True)
    staff, base = client_as(parties.actors["staff"]), f"/bids/{bid.public_id}"
    assert "资格审查通过" in staff.get(base).text
    refused = staff.post(f"{base}/declare-ineligible", data={"note": ""})
    assert refused.status_code == 422 and "请写明理由" in refused.text
    assert staff.post(f"{base}/confirm-eligibility", data={"version": "0"}).status_code == 409
    assert client_as(parties.actors["sponsor"]).post(f"{base}/confirm-eligibility").status_code == 403
    assert staff.post(f"{base}/confirm-eligibility").status_code == 303
    assert bid.status is S.ELIGIBLE


def test_too_late_says_so(parties: Parties, client_as: ClientAs, bid: Bid) -> None:
    web = client_as(parties.actors["lead"])
    with clock.frozen(bid.challenge.deadline_at + timedelta(seconds=1)):
        answer = web.post(f"/bids/{bid.public_id}/submit")
    assert answer.status_code == 422 and "揭榜已经截止" in answer.text


def test_many_opened_bids_take_few_statements(parties: Parties, client_as: ClientAs) -> None:
    challenge, staff = parties.challenge(), client_as(parties.actors["staff"])
    address, counts = f"/bids/of/{challenge.public_id}", []
    for more in (2, 8):
        for _n in range(more):
            make_bid(S.SUBMITTED, challenge, opened=True)
        with count_queries() as seen:
            assert staff.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]

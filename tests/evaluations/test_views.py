"""The pages of an evaluation: desk, seat, sheet, report; and that scores and names stay where they belong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from flask.testing import FlaskClient

from matchmaker.bids.vocabulary import BidStatus
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.services import void_evaluation
from matchmaker.evaluations.vocabulary import EvaluationStatus, SheetStatus
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.unit_of_work import transaction
from tests.evaluations.conftest import Court, judge_actor
from tests.evaluations.test_services import fill_and_sign
from tests.factories.bids import make_bid
from tests.factories.evaluations import CRITERIA, make_evaluation, make_judge
from tests.support.queries import count_queries

S = EvaluationStatus
ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture
def running(court: Court) -> Evaluation:
    return make_evaluation(S.SCORING, court.challenge, bids=court.bids)


def test_staff_from_opened_bids_to_scoring(court: Court, client_as: ClientAs) -> None:
    judges = [make_judge() for _n in range(5)]
    staff, of = client_as(court.staff), court.challenge.public_id
    assert "组织评审" in staff.get(f"/bids/of/{of}").text
    base = staff.post(f"/evaluations/of/{of}/plan").headers["Location"]
    assert staff.post(f"{base}/draw").status_code == 303
    assert staff.get(base).text.partition("<main")[2].count("待答复") == 5
    assert "评委席位已满" in staff.post(f"{base}/draw").text
    for judge in judges:
        web = client_as(judge_actor(judge))
        listing = web.get("/evaluations/mine").text
        address = next(one for one in listing.split('"') if "/evaluations/seats/" in one)
        page = web.get(address).text
        assert "第一投标单位" in page and "发榜单位" in page
        refused = web.post(f"{address}/accept")
        assert refused.status_code == 422 and "利害关系" in refused.text
        assert web.post(f"{address}/accept", data={"declares_free": "y"}).status_code == 303
    refused = staff.post(f"{base}/open-scoring", data={"until": "2020-01-01"})
    assert refused.status_code == 422 and "今天以后" in refused.text
    until = (clock.today() + timedelta(days=5)).isoformat()
    assert staff.post(f"{base}/open-scoring", data={"until": until}).status_code == 303
    assert "0 / 2" in staff.get(base).text
    assert staff.post(f"{base}/close-scoring").status_code == 422
    assert base in staff.get("/evaluations/").text


def test_the_sheet_is_saved_and_signed(court: Court, running: Evaluation, client_as: ClientAs) -> None:
    sheet = running.panelists[0].sheets[0]
    web, address = client_as(judge_actor(sheet.panelist.expert)), f"/evaluations/sheets/{sheet.id}"
    page = web.get(address).text
    assert "技术方案先进可行" in page and "99.97" in page
    assert (
        "第一投标单位" not in page and "第二投标单位" not in page
    )  # names stand on the declaration's page only
    typed = {"score_0": "9", "remark_0": "放大有依据", "comment": "总体可行"}
    saved = web.post(f"{address}/autosave", data=typed)
    assert saved.status_code == 200 and saved.json["version"] == sheet.version
    assert web.post(f"{address}/autosave", data=typed | {"version": "0"}).status_code == 409
    refused = web.post(address, data=typed | {"sign": "1"})
    assert refused.status_code == 422 and "还没有打分" in refused.text and "放大有依据" in refused.text
    refused = web.post(address, data=typed | {"score_1": "99"})
    assert refused.status_code == 422 and "0 到 10" in refused.text
    full = {f"score_{n}": "8" for n in range(len(CRITERIA))} | {"comment": "可行", "sign": "1"}
    assert web.post(address, data=full).status_code == 303
    assert sheet.status is SheetStatus.SIGNED
    page = web.get(address).text
    assert "80.0" in page and "签名并提交" not in page
    assert web.post(address, data=full).status_code == 409


def test_scores_are_seen_by_their_judge_alone_until_all_is_signed(
    court: Court, running: Evaluation, client_as: ClientAs
) -> None:
    sheet, other = running.panelists[0].sheets[0], running.panelists[1]
    fill_and_sign(sheet, 7)
    address, base = f"/evaluations/sheets/{sheet.id}", f"/evaluations/{running.public_id}"
    actors = court.actors(sheet.panelist.expert, other.expert)
    opened = {n for n, a in actors.items() if n != "system" and client_as(a).get(address).status_code == 200}
    assert opened == {"judge", "staff"}
    read = {n for n, a in actors.items() if n != "system" and client_as(a).get(base).status_code == 200}
    assert read == {"staff"}
    for rest in running.sheets:
        if rest.status is SheetStatus.OPEN:
            fill_and_sign(rest, 6)
    assert client_as(court.staff).post(f"{base}/close-scoring").status_code == 303
    read = {n for n, a in actors.items() if n != "system" and client_as(a).get(base).status_code == 200}
    assert read == {"staff", "sponsor"}
    page = client_as(court.sponsor_actor).get(base).text
    assert (
        "第一投标单位" in page and sheet.panelist.expert.name not in page
    )  # the sponsor does not learn who judged
    assert client_as(court.sponsor_actor).get(address).status_code == 404


def test_the_report_is_a_word_file_that_says_the_same(court: Court, client_as: ClientAs) -> None:
    evaluation = make_evaluation(S.CLOSED, court.challenge, bids=court.bids, scores=(9, 7))
    staff, base = client_as(court.staff), f"/evaluations/{evaluation.public_id}"
    answer = staff.get(f"{base}/report.docx")
    assert answer.status_code == 200
    made = Document(BytesIO(answer.data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    for words in (
        "第一投标单位（示例）",
        "90.00",
        "70.00",
        "技术方案先进可行",
        evaluation.panelists[0].expert.name,
    ):
        assert words in cells
    assert evaluation.result_hash in "\n".join(one.text for one in made.paragraphs)
    printed = staff.get(f"{base}/print").text
    assert "已由评分表重新算出，一致" in printed
    with transaction():
        evaluation.sheets[0].scores = dict(evaluation.sheets[0].scores) | {CRITERIA[0]["name"]: 0}
    assert "不一致" in staff.get(f"{base}/print").text


def test_two_hundred_bids_take_as_few_statements_as_two(court: Court, client_as: ClientAs) -> None:
    staff, counts = client_as(court.staff), []
    judges = [make_judge() for _n in range(3)]
    for number in (2, 200):
        bids = [make_bid(BidStatus.ELIGIBLE, court.challenge) for _n in range(number)]
        evaluation = make_evaluation(S.CLOSED, court.challenge, bids=bids, judges=judges, panel_size=3)
        address = f"/evaluations/{evaluation.public_id}"
        staff.get(address)
        with count_queries() as seen:
            assert staff.get(address).status_code == 200
        counts.append(len(seen))
        with transaction():
            void_evaluation(court.staff, evaluation, "下一轮")
    assert counts[0] == counts[1]

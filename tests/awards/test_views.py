"""The pages: choosing, the public notice, objecting, deciding; identities of objectors stay with the sub-centre."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from matchmaker.awards.models import Award
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.notifications.models import Delivery
from tests.evaluations.conftest import Court, judge_actor
from tests.factories.evaluations import make_evaluation, make_judge

ClientAs = Callable[[Actor], FlaskClient]
MARK = "异议暗号戊己"
FORM = {"name": MARK, "contact": f"{MARK}电话", "text": f"{MARK}内容", "evidence": f"{MARK}证据"}


@pytest.fixture
def evaluation(court: Court) -> Evaluation:
    court.challenge.status = ChallengeStatus.EVALUATING
    db.session.commit()
    return make_evaluation(EvaluationStatus.CONFIRMED, court.challenge, bids=court.bids, scores=(9, 7))


def test_from_choice_to_decision(
    court: Court, evaluation: Evaluation, client_as: ClientAs, client: FlaskClient
) -> None:
    sponsor, staff = client_as(court.sponsor_actor), client_as(court.staff)
    choose = f"/notices/choose/{evaluation.public_id}"
    assert "第一投标单位" in sponsor.get(choose).text
    refused = sponsor.post(choose, data={"bid": court.bids[1].id, "reason": ""})
    assert refused.status_code == 422 and "排在前面的团队没有选" in refused.text
    assert sponsor.post(choose, data={"bid": "x"}).status_code == 422
    assert sponsor.post(choose, data={"bid": court.bids[0].id}).status_code == 303
    award = db.session.scalars(db.select(Award)).one()
    base = f"/notices/{award.public_id}"
    assert client.get(base).status_code == 404  # not before the notice
    assert staff.post(f"{base}/publish-notice").status_code == 303
    page = client.get(base).text
    assert "第一投标单位" in page and "2026-12-01" in page
    assert "第一投标单位" in client.get("/notices/").text
    assert b"DTSTART" in client.get(f"{base}/dates.ics").data
    assert "现予公示" in client.get(f"{base}/print").text
    assert "中榜公示：" in client.get(f"/challenges/{court.challenge.public_id}").text

    judge = make_judge()
    objector = client_as(judge_actor(judge))
    refused = objector.post(f"{base}/object", data=FORM | {"evidence": ""})
    assert refused.status_code == 422 and f"{MARK}内容" in refused.text and "请填写“证据”" in refused.text
    assert objector.post(f"{base}/object", data=FORM).status_code == 303
    assert award.status is AwardStatus.SUSPENDED
    assert "公示中止" in client.get(base).text
    listing = staff.get("/notices/objections").text
    address = next(one for one in listing.split('"') if "/notices/objections/W" in one)
    readers = {
        "objector": objector,
        "staff": staff,
        "sponsor": sponsor,
        "stranger": client_as(judge_actor(make_judge())),
    }
    pages = [base, address, "/notices/", f"/challenges/{court.challenge.public_id}", "/notices/objections"]
    seen = {name for name, web in readers.items() if any(MARK in web.get(one).text for one in pages)}
    assert seen == {"objector", "staff"}
    assert not any(MARK in mail.text + mail.subject for mail in db.session.scalars(db.select(Delivery)))

    refused = staff.post(f"{address}/decide", data={"reply": "核实过"})
    assert refused.status_code == 422 and "请选择处理结果" in refused.text and "核实过" in refused.text
    assert staff.post(f"{address}/decide", data={"verdict": "uphold", "reply": ""}).status_code == 422
    assert staff.post(f"{address}/decide", data={"verdict": "uphold", "reply": "确有不实"}).status_code == 303
    assert award.status is AwardStatus.REVOKED
    assert "确有不实" in objector.get(address).text
    assert client.get(base).status_code == 404


def test_others_may_not_choose(court: Court, evaluation: Evaluation, client_as: ClientAs) -> None:
    choose = f"/notices/choose/{evaluation.public_id}"
    assert client_as(court.staff).get(choose).status_code == 403
    assert client_as(judge_actor(make_judge())).get(choose).status_code == 404

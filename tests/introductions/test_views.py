"""Pages over HTTP: the desk, the two sides, and contacts that nobody sees too early."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.vocabulary import IntroductionStatus
from matchmaker.kernel.actor import Actor
from matchmaker.matching.models import Match, TargetKind
from tests.factories.introductions import make_introduction
from tests.introductions.conftest import Desk

Clients = Callable[[Actor], FlaskClient]


def page(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_from_the_queue_to_the_contacts(desk: Desk, client_as: Clients) -> None:
    match = Match(
        challenge_id=desk.challenge.id, target_kind=TargetKind.ACHIEVEMENT, target_id=desk.achievement.id,
        score=80, scorer_version="1",
    )  # fmt: skip
    db.session.add(match)
    db.session.commit()
    broker, sponsor, holder = (client_as(desk[name]) for name in ("broker", "sponsor", "holder"))
    page(sponsor, "/desk/pairs", 403)
    assert desk.challenge.title in page(broker, "/desk/pairs")
    address = broker.post(f"/desk/pairs/{match.id}").location
    page(sponsor, address, 404)
    refused = broker.post(f"{address}/dismiss", data={"explanation": "记号"})
    assert refused.status_code == 422
    assert "记号" in refused.get_data(as_text=True)
    assert broker.post(f"{address}/shortlist").status_code == 303
    assert broker.post(f"{address}/introduce").status_code == 303
    assert "没有待处理的推荐" in page(broker, "/desk/pairs")
    assert address in page(sponsor, "/introductions/")
    assert sponsor.post(f"{address}/agree").status_code == 303
    for one in (broker, sponsor, holder):
        assert "0473-" not in page(one, address)
    assert holder.post(f"{address}/agree").status_code == 303
    assert db.session.scalars(select(Introduction)).one().status is IntroductionStatus.ENGAGED
    assert "0473-2222222" in page(sponsor, address)
    assert "0473-1111111" in page(holder, address)


def test_strangers_and_wrong_states(desk: Desk, client_as: Clients) -> None:
    one = make_introduction(IntroductionStatus.INTRODUCED, desk.challenge, desk.achievement)
    address = f"/introductions/{one.id}"
    outsider, broker = client_as(desk["outsider"]), client_as(desk["broker"])
    page(outsider, address, 404)
    assert "还没有引荐" in page(outsider, "/introductions/")
    assert outsider.post(f"{address}/agree").status_code == 404
    assert broker.post(f"{address}/agree").status_code == 403
    assert broker.post(f"{address}/shortlist").status_code == 409
    holder = client_as(desk["holder"])
    assert holder.post(f"{address}/decline", data={"reason": "known"}).status_code == 303
    assert "已有合作" in page(holder, address)


def test_a_contract_and_notes(desk: Desk, client_as: Clients) -> None:
    one = make_introduction(IntroductionStatus.ENGAGED, desk.challenge, desk.achievement)
    address = f"/introductions/{one.id}"
    broker, sponsor = client_as(desk["broker"]), client_as(desk["sponsor"])
    assert broker.post(f"{address}/notes", data={"text": "内部记号"}).status_code == 303
    assert "内部记号" in page(broker, address)
    assert "内部记号" not in page(sponsor, address)
    assert sponsor.post(f"{address}/notes", data={"text": "x"}).status_code == 403
    wrong = broker.post(f"{address}/convert", data={"value": "很多", "number": "编号记号"})
    assert wrong.status_code == 422
    assert "编号记号" in wrong.get_data(as_text=True)
    signed = {"value": "12.5", "number": "示例-1", "signed_on": "2026-01-05"}
    assert sponsor.post(f"{address}/convert", data=signed).status_code == 403
    assert broker.post(f"{address}/convert", data=signed).status_code == 303
    db.session.expire_all()
    assert (one.status, one.contract_value) == (IntroductionStatus.CONVERTED, 12_500_000)

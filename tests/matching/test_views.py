"""Pages and parts: what strangers see, judgements, and that nothing forbidden stands in the source."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from matchmaker.matching.models import Match, MatchFeedback
from tests.factories.accounts import make_user
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, settle


def stock() -> None:
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg，处理能力 4000 t/a")
    add(Need, 7, **GBL, figures="水分≤50 mg/kg", secret="隐藏词玄武岩砂")
    settle()


def test_part_and_page(market: Flask, client: FlaskClient) -> None:
    stock()
    page = client.get("/matching/needs/X-7/achievement").get_data(as_text=True)
    part = client.get("/matching/needs/X-7/achievement", headers={"HX-Request": "true"}).get_data(
        as_text=True
    )
    assert "<html" in page
    assert "<html" not in part
    for text in (page, part):
        assert "<mark>深度脱水</mark>" in text
        assert "满足" in text
        assert "玄武岩" not in text
        assert " style=" not in text


def test_needs_of_an_offer(market: Flask, client: FlaskClient) -> None:
    stock()
    text = client.get("/matching/offers/achievement/X-1").get_data(as_text=True)
    assert "电子级γ-丁内酯" in text
    assert "1 项在榜需求达到推荐线" in text


def test_honest_when_there_is_nothing(market: Flask, client: FlaskClient) -> None:
    add(Need, 7, **GBL)
    settle()
    assert "暂无合适成果，请联系技术经纪人" in client.get("/matching/needs/X-7/achievement").get_data(
        as_text=True
    )


def test_unknown_things_are_not_found(market: Flask, client: FlaskClient) -> None:
    stock()
    for address in (
        "/matching/needs/X-9/achievement",
        "/matching/needs/X-7/secret",
        "/matching/offers/expert/X-1",
    ):
        assert client.get(address).status_code == 404


def test_how_it_is_made(market: Flask, client: FlaskClient) -> None:
    text = client.get("/matching/how").get_data(as_text=True)
    assert "未说明" in text
    assert "35" in text


def test_strangers_are_sent_to_sign_in(market: Flask, client: FlaskClient) -> None:
    stock()
    number = db.session.scalar(select(Match.id))
    assert client.post(f"/matching/{number}/feedback", data={"grade": "3"}).status_code == 303
    assert db.session.scalar(select(MatchFeedback)) is None


def test_feedback(market: Flask, client_as: Callable[[Actor], FlaskClient]) -> None:
    stock()
    number = db.session.scalar(select(Match.id))
    reader = client_as(Actor(user_id=make_user().id))
    assert reader.get(f"/matching/{number}/feedback").status_code == 200
    assert reader.post(f"/matching/{number}/feedback", data={"grade": "9"}).status_code == 422
    assert reader.get("/matching/999/feedback").status_code == 404
    answer = reader.post(f"/matching/{number}/feedback", data={"grade": "3", "next": "//evil.example"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert db.session.scalar(select(MatchFeedback.grade)) == 3


def test_compare_indicators_command(market: Flask) -> None:
    lines = [
        '{"need": "水分 ≤ 50 mg/kg", "offer": "含水量 30 ppm"}',
        "not json",
        '{"need": "很好", "offer": ""}',
        "",
    ]
    result = market.test_cli_runner().invoke(args=["matching", "compare-indicators"], input="\n".join(lines))
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [answer["verdict"] for answer in answers] == ["met", "unstated", "unstated"]
    assert answers[0]["need_parsed"][0]["name"] == "水分"
    assert set(answers[0]) == {"verdict", "reason", "need_parsed", "offer_parsed"}


def test_suggest_command(market: Flask) -> None:
    stock()
    result = market.test_cli_runner().invoke(args=["matching", "suggest", "X-7"])
    assert "分子筛膜" in result.output, result.output


def test_layers_of_the_sample_are_what_the_tests_rely_on(market: Flask) -> None:
    assert Need(title="").layer_of("secret") is Layer.NDA

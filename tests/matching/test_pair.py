"""The page of one pair: its lines add up to the score, both texts are marked, nothing hidden shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.breakdown import CAP, TERMS, WORDS, breakdown
from matchmaker.matching.features import Features
from matchmaker.matching.models import Match
from matchmaker.matching.scorer import score_pair
from matchmaker.matching.weights import current_weights
from tests.factories.accounts import make_user
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, hidden_from_all, settle

share = st.floats(0, 1)
maybe = st.none() | share


@given(
    head=share, back=share, body=share, indicators=maybe, domain=maybe, maturity=maybe, merged=st.booleans()
)
def test_lines_add_up_to_the_score(merged: bool, **values: float | None) -> None:
    weights = current_weights()
    score = score_pair(Features(values, ()), weights).total
    stored = {name: None if value is None else round(value, 4) for name, value in values.items()}
    lines = breakdown(score, stored, weights, merged)
    assert sum(line.tenths for line in lines) == 10 * score
    rounding = [line.points for line in lines if line.name == "rounding"]
    assert all(abs(points) <= 1.0 for points in rounding)
    assert [line.name for line in lines if line.name in (*WORDS, TERMS)] == ([TERMS] if merged else [*WORDS])


def test_most_points_of_what_is_stated_are_a_hundred() -> None:
    lines = breakdown(70, {"head": 0.4, "back": 0.4, "body": 0.4, "domain": 1.0}, current_weights())
    assert sum(line.weight or 0.0 for line in lines) == pytest.approx(100)
    assert [line.weight for line in lines if line.name == "indicators"] == [None]


def test_few_common_words_are_a_line_of_their_own() -> None:
    values = {"head": 0.02, "back": 0.0, "body": 0.01, "domain": 1.0, "maturity": 1.0}
    score = score_pair(Features({"indicators": None, **values}, ()), current_weights()).total
    cap = next(line for line in breakdown(score, values, current_weights()) if line.name == CAP)
    assert cap.points < 0


def stock(**more: str) -> int:
    add(Offer, 1, **{**MEMBRANE, **more}, figures="水分 30 mg/kg，处理能力 4000 t/a")
    add(Need, 7, **GBL, figures="水分≤50 mg/kg", secret="隐藏词玄武岩砂")
    settle()
    number = db.session.scalar(select(Match.id))
    assert number is not None
    return number


def test_what_is_shown_adds_up(market: Flask, client: FlaskClient) -> None:
    number = stock()
    text = client.get(f"/matching/{number}").get_data(as_text=True)
    table = re.search(r'<table class="tb dense lines">(.*?)</table>', text, re.S)
    assert table
    rows = re.findall(r"<tr>(.*?)</tr>", table[1].partition("<tfoot>")[0], re.S)
    shown = [re.sub(r"<[^>]+>|\s", "", row.rpartition("<td")[2].partition(">")[2]) for row in rows[1:]]
    points = [float(one.replace("−", "-")) for one in shown if one != "不计"]
    score = db.session.scalar(select(Match.score).where(Match.id == number))
    assert round(sum(points), 1) == score


def test_both_texts_are_marked(market: Flask, client: FlaskClient) -> None:
    text = client.get(f"/matching/{stock()}").get_data(as_text=True)
    assert text.count("<mark>深度脱水</mark>") >= 3  # reasons, need, offer


def test_texts_are_escaped(market: Flask, client: FlaskClient) -> None:
    number = stock(body="<script>alert(1)</script>深度脱水膜")
    text = client.get(f"/matching/{number}").get_data(as_text=True)
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_hidden_words_only_for_those_who_may_read_them(
    market: Flask, client: FlaskClient, client_as: Callable[[Actor], FlaskClient]
) -> None:
    number = stock(body="分子筛膜用于隐藏词玄武岩砂")
    with transaction():
        db.session.get(Need, 7).owner_id = 5  # type: ignore[union-attr]  # it is there
    readers = {
        "anonymous": client,
        "signed in": client_as(Actor(user_id=make_user().id)),
        "another firm": client_as(Actor(user_id=make_user().id, organization_id=6)),
    }
    for who, reader in readers.items():
        text = reader.get(f"/matching/{number}").get_data(as_text=True)
        assert "部分理由因保密未显示" in text, who
        assert "共有的词（含保密层）" in text, who
        assert text.count("玄武岩") == 1, who  # in the offer's own public text, unmarked
        assert "<mark>玄武岩" not in text, who
    staff = Actor(user_id=make_user().id, roles=frozenset({Role.SUB_CENTRE_MANAGER}))
    for reader in (client_as(staff), client_as(Actor(user_id=make_user().id, organization_id=5))):
        text = reader.get(f"/matching/{number}").get_data(as_text=True)
        assert text.count("玄武岩") > 2
        assert "部分理由因保密未显示" not in text


def test_not_found(market: Flask, client: FlaskClient) -> None:
    number = stock()
    assert client.get("/matching/9999").status_code == 404
    with transaction():
        db.session.get(Match, number).score = 45  # type: ignore[union-attr]  # it is there
    assert client.get(f"/matching/{number}").status_code == 404, "below the line nothing is shown"
    with transaction():
        db.session.get(Match, number).score = 90  # type: ignore[union-attr]
    hidden_from_all.add(MEMBRANE["title"])
    assert client.get(f"/matching/{number}").status_code == 404

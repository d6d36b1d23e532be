"""Calls over HTTP: what everybody reads, what staff write, bad input, lost updates, the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.calls.models import Call
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock, working_days
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from tests.factories.accounts import make_user
from tests.factories.calls import make_call
from tests.support.people import actor_with
from tests.support.queries import count_queries

S = CallStatus
ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


@pytest.fixture
def web(client_as: ClientAs, staff: Actor) -> FlaskClient:
    return client_as(staff)


def filled(**more: Any) -> dict[str, Any]:
    opens = clock.today()
    return {
        "title": "2026 年关键技术需求征集（示例）", "introduction": "面向精细化工。", "contact": "0473-0000000",
        "opens_on": opens.isoformat(), "closes_on": (opens + timedelta(days=18)).isoformat(),
        "proposer_kinds": ["enterprise", "university"], "min_bounty_amount": "50", "has_intensity": "y",
        "intensity": "5000 5%\n20000万元以下 4\n其余：3%", "need_notice_days": "10", "need_notice_kind": "calendar",
        "award_notice_days": "5", "award_notice_kind": "working", "min_bidding_days": "30", "question_cutoff_days": "5",
        "criteria": "技术方案 40\n指标响应：35\n团队，25%", "panel_size": "5", "ranking": "trimmed_mean",
        "max_awards_limit": "4", "signing_days": "60", "milestone_fail_limit": "2", "reissue_limit": "2", "subsidy_percent": "20",
        "subsidy_cap_amount": "100", "ban_years": "3",
    } | more  # fmt: skip


def test_from_the_form_to_the_public_page(web: FlaskClient, client: FlaskClient) -> None:
    made = web.post("/calls/new", data=filled())
    assert made.status_code == 303, made.text
    call = db.session.scalar(select(Call))
    assert [(one.name, one.weight) for one in call.rules.criteria] == [
        ("技术方案", 40),
        ("指标响应", 35),
        ("团队", 25),
    ]
    assert [tier.percent for tier in call.rules.intensity] == [5, 4, 3]
    assert client.get(made.location).status_code == 404  # a draft is for staff
    assert web.post(f"{made.location}/announce", data={"version": call.version}).status_code == 303
    page = client.get(made.location).text
    for words in (
        "征集中",
        "技术方案",
        "50 万元",
        "20,000",
        "12-01",
        "最高 100 万元",
        "4 个以内的团队",
        "企业、高校",
    ):
        assert words in page, words
    assert "2026 年关键技术需求征集" in client.get("/calls/").text
    assert web.get(f"{made.location}/edit").status_code == 403  # rules stay as they are


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"criteria": "技术方案 40\n团队"}, "第 2 行“团队”"),
        ({"criteria": "技术方案 40"}, "相加要等于 100"),
        ({"intensity": "5000 5%"}, "最后一行要写“其余”"),
        ({"intensity": "其余 3%\n5000 5%"}, "最后一行要写“其余”"),
        ({"intensity": "9000 5%\n5000 4%\n其余 3%"}, "一行比一行大"),
        ({"panel_size": "4"}, "单数"),
        ({"min_bounty_amount": "很多"}, "要填数字"),
        ({"closes_on": "2026-11-01"}, "要晚于"),
        ({"opens_on": "明天"}, "要写成日期"),
        ({"title": ""}, "请填写“征集名称”"),
        ({"proposer_kinds": []}, "至少选一类"),
    ],
)
def test_bad_input_is_named_and_kept(web: FlaskClient, change: dict[str, Any], words: str) -> None:
    answer = web.post("/calls/new", data=filled(**change))
    assert answer.status_code == 422
    assert words in answer.text
    assert "面向精细化工。" in answer.text
    assert db.session.scalar(select(Call)) is None


def test_a_lost_update_keeps_what_was_typed(web: FlaskClient) -> None:
    call = make_call(S.DRAFT)
    answer = web.post(f"/calls/{call.public_id}/edit", data=filled(title="第二个人的名称", version="99"))
    assert answer.status_code == 409
    assert "第二个人的名称" in answer.text
    again = web.post(
        f"/calls/{call.public_id}/edit", data=filled(title="第二个人的名称", version=str(call.version))
    )
    assert again.status_code == 303


def test_the_form_shows_what_is_stored(web: FlaskClient) -> None:
    call = make_call(S.DRAFT)
    page = web.get(f"/calls/{call.public_id}/edit").text
    for words in ("技术方案先进可行 30", "5000 5%", "其余 3%", call.title):
        assert words in page, words


def test_actions_need_their_reason(web: FlaskClient) -> None:
    call = make_call()
    assert "请写明理由" in web.post(f"/calls/{call.public_id}/cancel", data={}).text
    later = (clock.today() + timedelta(days=30)).isoformat()
    assert web.post(f"/calls/{call.public_id}/extend", data={"closes_on": later}).status_code == 303
    assert web.post(f"/calls/{call.public_id}/extend", data={"closes_on": "2026-11-25"}).status_code == 422
    assert web.post(f"/calls/{call.public_id}/close", data={"note": "已收足"}).status_code == 303
    assert web.post(f"/calls/{call.public_id}/close", data={"note": "再来"}).status_code == 409


def test_others_are_kept_out(client_as: ClientAs, client: FlaskClient) -> None:
    call = make_call()
    member = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, make_user().id))
    for address in ("/calls/new", "/calls/calendar/2027", f"/calls/{call.public_id}/edit"):
        assert member.get(address).status_code == 403, address
        assert client.get(address).status_code in (302, 303), address
    for action in ("announce", "extend", "close", "cancel"):
        assert member.post(f"/calls/{call.public_id}/{action}", data={"note": "理由"}).status_code == 403


def test_the_board_asks_the_same_number_of_questions(web: FlaskClient) -> None:
    make_call()
    with count_queries() as few:
        web.get("/calls/")
    for _n in range(15):
        make_call()
    with count_queries() as many:
        web.get("/calls/")
    assert len(many) == len(few)


def test_an_empty_board_says_so(client: FlaskClient) -> None:
    assert "现在没有征集" in client.get("/calls/").text


def test_the_calendar(web: FlaskClient) -> None:
    page = web.get("/calls/calendar/2028")
    assert page.status_code == 200
    assert "还没有录入" in page.text
    lines = "2028-01-01 至 2028-01-03 休\n2028-02-05 班"
    assert web.post("/calls/calendar/2028", data={"days": lines}).status_code == 303
    assert len(working_days.entered_days(2028)) == 4
    assert "2028-01-03 休" in web.get("/calls/calendar/2028").text
    for wrong, words in (
        ("2028-13-01 休", "没有 2028-13-01"),
        ("2027-01-01 休", "不在 2028 年"),
        ("放假", "第 1 行"),
    ):
        answer = web.post(
            "/calls/calendar/2028", data={"days": f"{lines}\n{wrong}" if wrong != "放假" else wrong}
        )
        assert answer.status_code == 422
        assert words in answer.text
    assert len(working_days.entered_days(2028)) == 4  # a refused list changes nothing
    assert web.get("/calls/calendar/1999").status_code == 404

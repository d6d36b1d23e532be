"""The front page: real counts, nothing closed, a constant number of statements."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.challenges.models import ChallengeIndicator
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import ExpertStatus
from matchmaker.home import queries
from matchmaker.kernel import clock
from matchmaker.kernel.layers import Layer
from tests.factories.achievements import make_achievement
from tests.factories.challenges import make_challenge
from tests.factories.experts import make_expert
from tests.support.queries import count_queries


def page(client: FlaskClient) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_figures_count_only_what_is_public_now(app: Flask) -> None:
    make_challenge(funding_amount=380_000_000)
    make_challenge(funding_amount=None)
    for status in (ChallengeStatus.DRAFT, ChallengeStatus.SCREENING, ChallengeStatus.CLOSED):
        make_challenge(status, funding_amount=1_000_000)
    make_achievement()
    make_achievement(AchievementStatus.DRAFT)
    make_expert()
    make_expert(ExpertStatus.HIDDEN)
    assert queries.figures() == queries.Figures(open_needs=2, bounty=380_000_000, achievements=1, experts=1)


def test_a_need_past_its_deadline_is_not_open(app: Flask) -> None:
    make_challenge(deadline_at=clock.now() - timedelta(minutes=1))
    assert queries.figures().open_needs == 0
    assert queries.next_needs() == []


def test_needs_stand_in_the_order_of_their_deadlines(app: Flask, client: FlaskClient) -> None:
    later = make_challenge(title="晚截止的需求", deadline_at=clock.now() + timedelta(days=40))
    sooner = make_challenge(title="早截止的需求", deadline_at=clock.now() + timedelta(days=3))
    assert queries.next_needs() == [sooner, later]
    text = page(client)
    assert text.index("早截止的需求") < text.index("晚截止的需求")
    assert "还剩 3 天" in text


def test_closed_rows_and_names_never_reach_the_page(app: Flask, client: FlaskClient) -> None:
    need = make_challenge(is_anonymous=True)
    need.sponsor.name = "密名化工厂（示例）"
    make_challenge(ChallengeStatus.SCREENING, title="还没公开的题目")
    need.indicators.append(ChallengeIndicator(name="机密指标", value_low=1.0, layer=Layer.NDA, position=9))
    need.indicators.append(ChallengeIndicator(name="公开指标", value_low=1.0, layer=Layer.PUBLIC, position=0))
    from matchmaker.extensions import db

    db.session.commit()
    text = page(client)
    assert "公开指标" in text
    assert not re.search("机密指标|密名化工厂|还没公开的题目", text)


def test_chain_counts_mentions_on_both_sides(app: Flask) -> None:
    make_challenge(title="电子级 γ-丁内酯 深度脱水", summary="GBL 精制")
    make_challenge(title="氨纶生产", summary="以 ptmeg 为原料")
    make_achievement(title="丁内酯催化剂", summary="长寿命")
    make_achievement(AchievementStatus.DRAFT, title="丁内酯草稿")
    counts = queries.chain_counts()
    assert counts["gbl"] == (1, 1)
    assert counts["thf"] == (1, 0)
    assert counts["spandex"] == (1, 0)
    assert counts["pbt"] == (0, 0)


def test_constant_number_of_statements(app: Flask, client: FlaskClient) -> None:
    make_challenge()
    make_achievement()
    with count_queries() as few:
        page(client)
    for _number in range(6):
        make_challenge()
        make_achievement()
    with count_queries() as many:
        page(client)
    assert len(many) == len(few) <= 9


def test_empty_site_says_so(app: Flask, client: FlaskClient) -> None:
    text = page(client)
    assert "现在没有正在揭榜的需求" in text and "还没有成果" in text


def test_figures_of_the_report_name_their_source(app: Flask, client: FlaskClient) -> None:
    text = page(client)
    assert "2024 年 12 月 20 日公开报道" in text
    assert all(figure in text for figure in (">230<", ">206<", ">37<"))


def test_pages_about_the_site(client: FlaskClient) -> None:
    for address in ("/help", "/accessibility", "/terms"):
        text = client.get(address).get_data(as_text=True)
        assert text.count("<h1") == 1 and 'aria-label="主导航"' in text


def test_style_guide_only_while_debugging(app: Flask, client: FlaskClient, monkeypatch) -> None:
    assert client.get("/components").status_code == 404
    monkeypatch.setattr(app, "debug", True)
    answer = client.get("/components")
    assert answer.status_code == 200
    assert "请填写“题目”。" in answer.get_data(as_text=True)

"""The pages of search: results, suggestions, and the table of synonyms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import services
from matchmaker.search.models import SynonymGroup
from tests.search.papers import Paper
from tests.support.people import actor_with

Add = Callable[..., Paper]
ClientAs = Callable[..., FlaskClient]


def test_results_page(papers: Add, client: FlaskClient) -> None:
    papers(title="<b>PBAT</b> 薄膜", body="水汽阻隔", domain="film", funding=100)
    page = client.get("/search?q=pbat+水汽&domain=film").text
    assert "&lt;b&gt;<mark>PBAT</mark>&lt;/b&gt;" in page and "<mark>水汽</mark>阻隔" in page
    assert "可降解材料" in page and 'name="domain"' in page and "chipx" in page
    assert 'href="/papers/' in page


def test_results_without_words_explain_how_to_search(papers: Add, client: FlaskClient) -> None:
    assert "怎样检索" in client.get("/search").text


def test_nothing_found_offers_ways_on(papers: Add, client: FlaskClient) -> None:
    papers(title="丁内酯脱水")
    page = client.get("/search?q=氨纶&domain=film").text
    assert "没有找到符合的条目" in page and "去掉全部筛选" in page
    assert "你是不是要找" in client.get("/search?q=丁内脂").text
    assert "没有完全匹配的结果" in client.get("/search?q=丁内酯+氨纶").text


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_000,
        "q=%01%02%E2%80%AE",
        "q=%F0%9F%98%80&page=99999",
        "page=-1",
        "page=x",
        "domain=%27&unknown=1",
        "q={{7*7}}%3Cscript%3E",
        "funding_min=NaN&funding_max=1e99999",
        "kind=nothing",
        "sort=%3Cb%3E",
    ],
)
def test_odd_addresses(papers: Add, client: FlaskClient, query: str) -> None:
    papers(title="薄膜")
    answer = client.get(f"/search?{query}")
    assert (
        answer.status_code == 200
        and "<script>" not in answer.text.replace("<script src", "")
        and ">49<" not in answer.text
    )
    assert client.get(f"/search/suggest?{query}").status_code == 200


def test_suggestions_as_json_and_as_list(papers: Add, client: FlaskClient) -> None:
    with transaction():
        services.load_defaults()
    papers(title="γ-丁内酯脱水", funding=7)
    answer = client.get("/search/suggest?q=GBL").json
    assert answer["items"][0] == {
        "kind": "paper",
        "label": "论文",
        "side": "supply",
        "title": "γ-丁内酯脱水",
        "matched": ["γ-丁内酯"],
        "detail": "7 分",
        "url": answer["items"][0]["url"],
    }
    assert answer["synonyms"]
    listed = client.get("/search/suggest?q=GBL", headers={"HX-Request": "true"}).text
    assert '<mark class="hit syn">γ-丁内酯</mark>脱水' in listed and "<html" not in listed


def test_strangers_and_members_do_not_edit_synonyms(
    papers: Add, client: FlaskClient, client_as: ClientAs
) -> None:
    assert client.get("/search/synonyms").status_code == 303
    member = client_as(actor_with(Role.ENTERPRISE_MEMBER))
    assert member.get("/search/synonyms").status_code == 403
    assert member.post("/search/synonyms/new", data={"terms": "甲\n乙"}).status_code == 403
    assert db.session.scalar(select(SynonymGroup)) is None


def test_staff_edit_synonyms_and_search_follows_at_once(
    papers: Add, client: FlaskClient, client_as: ClientAs
) -> None:
    papers(title="电石渣利用")
    staff = client_as(actor_with(Role.SUB_CENTRE_MANAGER))
    assert "电石渣利用" not in client.get("/search?q=碳化钙废渣").text
    assert staff.get("/search/synonyms/new").status_code == 200
    refused = staff.post("/search/synonyms/new", data={"terms": "只有一个"})
    assert refused.status_code == 422 and "只有一个" in refused.text and "至少写两个" in refused.text
    assert staff.post("/search/synonyms/new", data={"terms": "碳化钙废渣\n电石渣\n電石渣"}).status_code == 303
    group = db.session.scalars(select(SynonymGroup)).one()
    assert group.terms == ["碳化钙废渣", "電石渣"]
    assert (
        "利用" in client.get("/search?q=碳化钙废渣").text
        and "没有找到" not in client.get("/search?q=碳化钙废渣").text
    )
    assert "已在另一组" in staff.post("/search/synonyms/new", data={"terms": "电石渣\n别的"}).text
    edit = f"/search/synonyms/{group.id}"
    assert "碳化钙废渣" in staff.get(edit).text
    assert staff.post(edit, data={"terms": "碳化钙废渣\n电石泥"}).status_code == 303
    assert "没有找到" in client.get("/search?q=碳化钙废渣").text
    assert "电石泥" in staff.get("/search/synonyms?q=电石").text
    assert staff.post(f"{edit}/delete").status_code == 303
    assert staff.get(edit).status_code == 404
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["add", "change", "delete"]


def test_defaults_are_loaded_once_and_are_consistent(papers: Add) -> None:
    with transaction():
        assert services.load_defaults() > 30
    with transaction():
        assert services.load_defaults() == 0

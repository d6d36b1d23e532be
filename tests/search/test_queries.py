"""What a reader gets: complete or partial answers, facets, marks, spelling; and never what he may not read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import indexer, queries, recall, services
from matchmaker.search.queries import SearchPage
from tests.search.papers import Paper
from tests.support.people import actor_with

Add = Callable[..., Paper]
MEMBER = actor_with(Role.ENTERPRISE_MEMBER)


def search(words: str = "", actor: Actor = ANONYMOUS, **arguments: object) -> SearchPage:
    pairs = [
        (name, str(v))
        for name, value in arguments.items()
        for v in (value if isinstance(value, list) else [value])
    ]
    return queries.search(actor, MultiDict([("q", words), *pairs]))


def ids(page: SearchPage) -> list[int]:
    return [hit.item.id for hit in page.hits.items]


def test_names_of_one_thing_find_each_other(papers: Add) -> None:
    with transaction():
        services.load_defaults()
    gbl, formula = papers(title="电子级GBL脱水"), papers(title="γ-丁內酯的精制")
    bdo = papers(title="BDO加氢")
    assert set(ids(search("γ-丁内酯"))) == set(ids(search("gamma-butyrolactone"))) == {gbl.id, formula.id}
    page = search("1，4-丁二醇")
    assert (ids(page), page.is_partial) == ([bdo.id], False)
    assert page.synonyms == ["1,4-丁二醇 = BDO = 1,4-butanediol"]
    assert str(page.hits.items[0].title) == '<mark class="hit syn">BDO</mark>加氢'
    assert ids(search("标题:GBL")) == [gbl.id]


def test_partial_answers_say_so(papers: Add) -> None:
    paper = papers(title="PBAT薄膜")
    page = search("PBAT 渗透汽化")
    assert (ids(page), page.is_partial) == ([paper.id], True)
    assert search("渗透汽化").hits.total == 0


def test_operators(papers: Add) -> None:
    one, two = papers(title="分子筛脱水", body="用于溶剂"), papers(title="脱水分子筛", domain="film")
    assert ids(search('"分子筛脱水"')) == ids(search("“分子筛脱水”")) == [one.id]
    assert ids(search("脱水 -溶剂")) == [two.id]
    assert ids(search('脱水 -"脱水分子筛"')) == [one.id]
    assert ids(search("领域:可降解")) == ids(search("domain:film 脱水")) == [two.id]
    assert ids(search("标题:溶剂")) == ids(search("领域:没有")) == []


def test_an_indicator_is_a_filter(papers: Add) -> None:
    def water(value: float, operator: str = "eq", unit: str = "ppm", layer: str = "public") -> list[dict]:
        return [{"name": "含水量", "operator": operator, "value_low": value, "unit": unit, "layer": layer}]

    dry, wet = papers(title="丁内酯甲", figures=water(30)), papers(title="丁内酯乙", figures=water(300))
    papers(title="丁内酯丙")
    sealed = papers(title="丁内酯丁", figures=water(20, layer="registered"))
    page = search("丁内酯 水分 ≤ 50 mg/kg")
    assert (ids(page), page.is_partial) == ([dry.id], False)
    assert [found.text for found in page.query.indicators] == ["水分 ≤ 50 mg/kg"]
    assert set(ids(search("丁内酯 水分 ≤ 50 mg/kg", MEMBER))) == {dry.id, sealed.id}
    assert ids(search("水分不低于0.01%")) == [wet.id]
    assert search("丁内酯 水分 ≤ 1 mg/kg").is_partial


def test_hidden_words_never_show(papers: Add) -> None:
    paper = papers(
        title="公开题目",
        body="登记才见的暗语",
        body_layer="registered",
        registered="第二暗语",
        nda="绝密暗语",
        domain="water",
    )
    outside = papers(title="别的", nda="绝密暗语")
    for word in ("登记才见", "第二暗语", "绝密暗语", '"绝密暗语"', "绝密", "-没有 绝密暗语"):
        page = search(word)
        assert (page.hits.total, page.did_you_mean) == (0, None), word
    page = search("公开题目")
    assert "暗语" not in str([hit.snippets for hit in page.hits.items])
    signed_in = search("登记才见 第二暗语", MEMBER)
    assert ids(signed_in) == [paper.id] and "暗语" in str(signed_in.hits.items[0].snippets)
    for actor in (MEMBER, SYSTEM):
        assert search("绝密暗语", actor).is_partial or search("绝密暗语", actor).hits.total == 0
        assert "绝密" not in str([hit.snippets for hit in search("公开题目", actor).hits.items])
        assert search("绝密暗浯", actor).did_you_mean != "绝密暗语"
    assert {hit.key for hit in recall.similar([("绝密暗语", 1.0)], ("paper",))} == {
        f"paper:{paper.id}",
        f"paper:{outside.id}",
    }
    assert "绝密" not in str(queries.suggest(ANONYMOUS, "绝密").hits)


def test_a_layer_closed_later_closes_search(papers: Add) -> None:
    paper = papers(title="题目", body="曾经公开")
    assert ids(search("曾经公开")) == [paper.id]
    with transaction():
        db.session.get(Paper, paper.id).body_layer = "registered"
    assert "曾经" not in str([hit.snippets for hit in search("题目").hits.items])
    indexer.drain_all()
    assert ids(search("曾经公开")) == [] and ids(search("曾经公开", MEMBER)) == [paper.id]


def test_facets_ranges_and_chips(papers: Add) -> None:
    for domain, funding in (("bdo", 10_000), ("bdo", 30_000), ("film", None), ("water", 50_000)):
        papers(title="薄膜", domain=domain, funding=funding)
    page = search("薄膜", domain=["bdo", "film"], page=7, unknown="x", sort="nonsense")
    assert (page.hits.total, page.hits.page, page.active) == (3, 1, 2)
    counts = {option.value: option.count for option in page.facets[0].options}
    assert (page.facets[0].name, counts) == ("domain", {"bdo": 2, "film": 1, "water": 1})
    assert [chip.label for chip in page.chips(lambda **changes: str(changes))] == [
        "BDO 与锂电池溶剂",
        "可降解材料",
    ]
    bounded = search("薄膜", funding_min="150", funding_max="４００")
    assert (bounded.hits.total, bounded.active) == (1, 1)
    assert search(funding_min="1e999", funding_max="--").hits.total in (0, 4)
    assert search(domain="<script>").hits.total == 0
    assert [option.value for option in page.sorts] == ["relevance", "newest", "funding"]
    by_money = search("薄膜", sort="funding")
    assert [hit.item.funding for hit in by_money.hits.items] == [50_000, 30_000, 10_000, None]


def test_nothing_asked_lists_the_newest(papers: Add) -> None:
    old, new = papers(title="旧", published=1), papers(title="新", published=9)
    assert ids(search()) == [new.id, old.id]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("丁内脂脱水", "丁内酯脱水"),
        ("催化济", "催化剂"),
        ("butanedoil", "butanediol"),
        ("lipf5", "lipf6"),
    ],
)
def test_spelling(papers: Add, typed: str, meant: str) -> None:
    papers(title="丁内酯脱水", body="催化剂 butanediol LiPF6")
    assert search(typed).did_you_mean == meant


@pytest.mark.parametrize("typed", ["脱水", "地膜", "以内脂", "99.5", "pb"])
def test_no_spelling_without_evidence(papers: Add, typed: str) -> None:
    papers(title="用水地面以内脂肪", body="pbat 99.9")
    assert search(f"{typed} 氨纶").did_you_mean is None


def test_snippets_show_the_place(papers: Add) -> None:
    papers(title="题目", body="前" * 300 + "采用<b>滲透汽化</b>膜" + "后" * 300)
    snippet = str(search("渗透汽化").hits.items[0].snippets[0].html)
    assert "<mark>滲透汽化</mark>" in snippet and "&lt;b&gt;" in snippet
    assert snippet.startswith("…") and snippet.endswith("…") and len(snippet) < 200


def test_suggestions(papers: Add) -> None:
    with transaction():
        services.load_defaults()
    papers(title="PBAT薄膜", funding=5)
    papers(
        title="γ-丁内酯脱水", figures=[{"name": "水分", "operator": "le", "value_low": 30.0, "unit": "mg/kg"}]
    )
    assert [hit.item.title for hit in queries.suggest(ANONYMOUS, "pba").hits] == ["PBAT薄膜"]
    found = queries.suggest(ANONYMOUS, "GBL 水分 ≤ 50 mg/kg")
    assert [str(hit.title) for hit in found.hits] == ['<mark class="hit syn">γ-丁内酯</mark>脱水']
    assert found.recognised == ["水分 ≤ 50 mg/kg"] and found.synonyms[0].startswith("GBL = ")
    assert queries.suggest(ANONYMOUS, "").hits == []


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "\0\x01\u202e薄膜\ud7ff",
        "' OR 1=1 --",
        "{{7*7}}<script>alert(1)</script>",
        '"',
        '"-"',
        "-",
        ":",
        "a:b:c:",
        "(((((",
        "*?~^\\",
        "领域:",
        "-领域:x",
        "水分 ≤",
        "≤≥<>±",
        "😀" * 50,
        "薄膜 " * 500,
        "GB/T " * 90,
        "1,4-" * 80,
        "%s %d %(n)s",
    ],
)
def test_odd_input_is_answered(papers: Add, typed: str) -> None:
    papers(title="薄膜")
    page = search(typed, page="99999", sort="'", domain=["'"] * 50)
    assert page.hits.total in (0, 1)
    queries.suggest(ANONYMOUS, typed)


def test_the_number_of_statements_is_constant(papers: Add) -> None:
    for number in range(25):
        papers(title=f"薄膜{number}")
    counts = []
    search("薄膜")  # loads the table of synonyms
    for words in ("薄膜1", "薄膜"):
        db.session.rollback()
        statements: list[str] = []
        event.listen(
            db.engine, "before_cursor_execute", lambda c, cur, sql, *rest, s=statements: s.append(sql)
        )
        search(words)
        counts.append(len([sql for sql in statements if sql.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 4


def test_a_board_is_one_kind(papers: Add) -> None:
    papers(title="薄膜")
    page = queries.search_page(ANONYMOUS, "paper", MultiDict({"q": "薄膜"}))
    assert page.hits.total == 1 and "kind" not in [facet.name for facet in page.facets]


def test_recall_expands_names_and_explains(papers: Add) -> None:
    with transaction():
        services.load_defaults()
    paper = papers(title="γ-丁内酯脱水", nda="渗透汽化")
    parts = [("GBL深度脱水", 3.0), ("采用渗透汽化", 1.0)]
    hit = recall.similar(parts, ("paper",), with_coverage=True)[0]
    assert hit.key == f"paper:{paper.id}" and 0 < hit.coverage < 1
    everything = {term.term for term in recall.shared_terms(parts, hit.key, ("paper",))}
    shown = {
        term.term for term in recall.shared_terms(parts, hit.key, ("paper",), queries.layers_of(ANONYMOUS))
    }
    assert {"丁内", "渗透"} <= everything and "丁内" in shown and "渗透" not in shown

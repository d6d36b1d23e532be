"""Nearly equal offers: which ones count as such, how they are listed, and that a hidden one is not betrayed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS
from matchmaker.kernel.layers import Layer
from matchmaker.matching import queries
from matchmaker.matching.diversity import NEARLY_SAME, SKETCH_SIZE, groups, similarity, sketch
from matchmaker.matching.models import Match
from matchmaker.matching.sides import Part, Side
from matchmaker.search.documents import Zone
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, hidden_from_all, settle

TITLE, BODY = str(MEMBRANE["title"]), str(MEMBRANE["body"])
REWORDED = {**MEMBRANE, "title": TITLE + "（II 型）", "body": BODY.replace("连续脱水", "连续除水")}
DISTILLATION = {
    **MEMBRANE,
    "title": "萃取精馏法溶剂深度脱水装置",
    "body": "以离子液体为萃取剂，在隔壁塔内完成锂电池电解液溶剂的深度脱水，能耗低于常规双塔流程。",
}


@pytest.mark.parametrize(
    ("title", "body", "same"),
    [
        (TITLE, BODY, True),
        (str(REWORDED["title"]), str(REWORDED["body"]), True),
        (TITLE.replace("分子筛", "　分子篩　"), BODY, True),  # width and traditional characters
        (str(DISTILLATION["title"]), str(DISTILLATION["body"]), False),
        (
            TITLE,
            "完全不同的一段说明文字，讲的是别的设备、别的原料和别的用户，篇幅也更长一些，与前者没有关系。",
            False,
        ),
    ],
)
def test_what_is_nearly_the_same(title: str, body: str, same: bool) -> None:
    assert (similarity(sketch(TITLE, BODY), sketch(title, body)) >= NEARLY_SAME) is same


def test_too_little_text_is_never_the_same() -> None:
    assert sketch("脱水技术", "") == []
    assert groups([[], [], None]) == [[0], [1], [2]]


@given(st.sets(st.integers(0, 400), max_size=300), st.sets(st.integers(0, 400), max_size=300))
def test_similarity_is_symmetric_and_bounded(one: set[int], other: set[int]) -> None:
    first, second = (sorted(some)[:SKETCH_SIZE] for some in (one, other))
    assert similarity(first, second) == similarity(second, first)
    assert 0.0 <= similarity(first, second) <= 1.0
    assert similarity(first, first) == (1.0 if first else 0.0)


def test_long_texts_are_estimated_well() -> None:
    words = [f"word{number}" for number in range(200)]
    whole, most = " ".join(words)[:600], " ".join(words[:60])
    exact = 59 / (len(whole.split()) - 1)
    assert abs(similarity(sketch("", whole), sketch("", most)) - exact) < 0.15


def test_a_chain_of_small_changes_does_not_join_its_ends() -> None:
    chain = [list(range(start, start + 40)) for start in (0, 9, 18)]
    assert similarity(chain[0], chain[1]) >= NEARLY_SAME <= similarity(chain[1], chain[2])
    assert groups(chain) == [[0, 1], [2]]


@given(st.lists(st.lists(st.integers(0, 9), max_size=5, unique=True).map(sorted), max_size=12))
def test_every_position_is_in_one_group_and_the_best_leads(sketches: list[list[int]]) -> None:
    found = groups(sketches)
    assert sorted(position for group in found for position in group) == list(range(len(sketches)))
    assert all(group == sorted(group) for group in found)


def test_hidden_texts_leave_no_trace_in_the_sketch() -> None:
    def side(secret: str, layer: Layer) -> Side:
        parts = (Part(Layer.PUBLIC, Zone.TITLE, TITLE), Part(layer, Zone.TEXT, secret))
        return Side("achievement:1", "achievement", 1, TITLE, (*parts, Part(Layer.PUBLIC, Zone.TEXT, BODY)))

    for layer in (Layer.REGISTERED, Layer.NDA):
        assert (
            side("甲" + BODY[::-1], layer).public_sketch
            == side("", layer).public_sketch
            == sketch(TITLE, BODY)
        )


def stock() -> None:
    """Two nearly equal offers, the better one first by its figures, and one of another kind."""
    add(Offer, 1, **REWORDED, figures="水分 51 mg/kg")
    add(Offer, 2, **MEMBRANE, figures="水分 30 mg/kg")
    add(Offer, 3, **DISTILLATION, figures="水分 30 mg/kg")
    add(Need, 7, **GBL, figures="水分≤50 mg/kg")
    settle()


def test_only_the_best_is_listed_and_the_others_are_folded(market: Flask, client: FlaskClient) -> None:
    stock()
    with market.test_request_context():
        found = queries.suggestions_for_challenge(ANONYMOUS, db.session.get(Need, 7))
    listed = {one.item.id: [other.item.id for other in one.similar] for one in found.items}
    assert listed == {2: [1], 3: []}
    assert found.shown == 3
    folded = found.items[[one.item.id for one in found.items].index(2)].similar[0]
    text = client.get("/matching/needs/X-7/achievement").get_data(as_text=True)
    assert text.count('<article class="sugg">') == 2
    details = text.split('<details class="alike')[1].split("</details>")[0]
    assert "另有 1 项相近成果" in details
    assert str(REWORDED["title"]) in details
    assert "/achievements/X-1" in details
    assert f">{folded.match.score}<" in details


def test_the_limit_counts_groups(market: Flask) -> None:
    stock()
    with market.test_request_context():
        found = queries.suggestions_for_challenge(ANONYMOUS, db.session.get(Need, 7), limit=1)
        assert len(found.items) == 1


@pytest.mark.parametrize("hidden", [MEMBRANE, REWORDED])
def test_a_hidden_offer_is_neither_counted_nor_hides_its_double(
    market: Flask, client: FlaskClient, hidden: dict[str, object]
) -> None:
    """Whether the best or the folded one is withheld: the other stands alone, as if it were the only one."""
    stock()
    left = REWORDED if hidden is MEMBRANE else MEMBRANE
    hidden_from_all.add(str(hidden["title"]))
    text = client.get("/matching/needs/X-7/achievement").get_data(as_text=True)
    assert "相近成果" not in text
    assert f"/achievements/X-{1 if hidden is REWORDED else 2}" not in text
    assert f"/achievements/X-{1 if left is REWORDED else 2}" in text
    assert text.count('<article class="sugg">') == 2


def test_needs_of_an_offer_are_not_folded(market: Flask) -> None:
    """All its pairs carry the same sketch, its own."""
    add(Offer, 2, **MEMBRANE)
    add(Need, 7, **GBL)
    add(Need, 8, **GBL)
    settle()
    with market.test_request_context():
        found = queries.suggestions_for_achievement(ANONYMOUS, db.session.get(Offer, 2))
    assert [one.similar for one in found.items] == [(), ()]


def test_pairs_without_a_sketch_are_listed_one_by_one(market: Flask) -> None:
    """As after the migration, until the worker has computed them anew."""
    stock()
    for row in db.session.scalars(select(Match)):
        row.sketch = None
    db.session.flush()
    with market.test_request_context():
        found = queries.suggestions_for_challenge(ANONYMOUS, db.session.get(Need, 7))
        assert len(found.items) == 3

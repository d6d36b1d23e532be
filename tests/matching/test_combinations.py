"""Offers that together meet all musts: which sets are proposed, and what each reader may learn from them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import queries
from matchmaker.matching.combinations import MOST_PROPOSALS, Candidate, Proposal, propose
from tests.factories.accounts import make_user
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, hidden_from_all, settle

LETTERS = {"+": "met", "~": "close", "-": "unmet", "?": "unstated"}


def offer(name: str, score: int, musts: str, others: str = "") -> Candidate:
    """``musts`` "+-?" are the verdicts on A, B, C; ``others`` those on a, b, c, which are wishes."""
    rows = [
        {"name": chr(start + place), "required": "≥1", "verdict": LETTERS[sign], "must": start == ord("A")}
        for start, signs in ((ord("A"), musts), (ord("a"), others))
        for place, sign in enumerate(signs)
    ]
    return Candidate(name, score, rows)


def names(proposals: list[Proposal]) -> list[str]:
    return ["".join(member.offer for member in one.members) for one in proposals]


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ([offer("x", 90, "+-"), offer("y", 80, "-+")], ["xy"]),
        ([offer("x", 90, "++"), offer("y", 80, "-+"), offer("z", 80, "+-")], []),  # x needs nobody
        ([offer("x", 90, "+-"), offer("y", 80, "?~")], []),  # close is not met
        ([offer("x", 90, "+-"), offer("y", 59, "-+")], []),  # below the line
        ([offer("x", 90, ""), offer("y", 80, "")], []),  # no musts, nothing to cover
        ([offer("x", 90, "+"), offer("y", 80, "+")], []),
        ([offer("x", 90, "+--"), offer("y", 80, "-+-"), offer("z", 70, "--+")], ["xyz"]),
        # The pair comes before the better trio; z is superfluous beside x and y.
        ([offer("x", 70, "+-"), offer("y", 60, "-+"), offer("z", 99, "+-")], ["zy", "xy"]),
        ([offer("x", 90, "+-"), offer("y", 80, "-+"), offer("z", 70, "-+"), offer("w", 65, "-+")], ["xy", "xz"]),
        ([offer("v", 95, "+--"), offer("w", 94, "-+-"), offer("x", 93, "--+"), offer("y", 60, "-++")], ["vy", "vwx"]),
    ],
)  # fmt: skip
def test_proposals(offers: list[Candidate], expected: list[str]) -> None:
    assert names(propose(offers, 60)) == expected


def test_who_brings_what_and_what_stays_open() -> None:
    (one,) = propose([offer("x", 90, "+-", "+-?"), offer("y", 80, "-+", "-~?")], 60)
    assert [[row["name"] for row in member.met] for member in one.members] == [["A", "a"], ["B"]]
    assert [row["name"] for row in one.still_open] == ["b", "c"]
    assert one.mean_score == 85


def test_two_equal_requirements_stay_two() -> None:
    def double(name: str, *verdicts: str) -> Candidate:
        return Candidate(
            name, 80, [{"name": "A", "required": "≥1", "verdict": one, "must": True} for one in verdicts]
        )

    assert names(propose([double("x", "met", "unmet"), double("y", "unmet", "met")], 60)) == ["xy"]
    assert propose([double("x", "met", "unmet"), double("y", "met", "unmet")], 60) == []


@given(st.lists(st.tuples(st.integers(50, 100), st.text("+~-?", min_size=4, max_size=4)), max_size=8))
def test_every_proposal_is_complete_and_has_no_passenger(drawn: list[tuple[int, str]]) -> None:
    offers = [offer(str(place), score, signs) for place, (score, signs) in enumerate(drawn)]
    met = {
        str(place): {i for i, sign in enumerate(signs) if sign == "+"}
        for place, (_s, signs) in enumerate(drawn)
    }
    able = [str(place) for place, (score, _signs) in enumerate(drawn) if score >= 60]
    found = propose(offers, 60)
    assert len(found) <= MOST_PROPOSALS
    for one in found:
        members = [member.offer for member in one.members]
        assert set().union(*(met[name] for name in members)) == {0, 1, 2, 3}
        assert all(set().union(*(met[o] for o in members if o != name)) != {0, 1, 2, 3} for name in members)
    alone = any(len(met[name]) == 4 for name in able)
    pair = any(met[one] | met[other] == {0, 1, 2, 3} for one, other in combinations(able, 2))
    assert bool([one for one in found if len(one.members) == 2]) is (pair and not alone)


OTHER = {
    **MEMBRANE,
    "title": "锂电池溶剂深度脱水与脱色一体化技术",
    "body": "以改性树脂床脱除显色杂质，串联吸附塔深度脱水，已用于电解液溶剂精制的工业装置。",
}


def musts(number: int, layers: dict[str, Layer] | None = None) -> None:
    """All indicators of a need are musts; some of a more secret layer."""
    with transaction():
        for row in db.session.get(Need, number).indicators:
            row.is_must = row.name != "酸值"
            row.layer = (layers or {}).get(row.name, Layer.PUBLIC)


def stock(layers: dict[str, Layer] | None = None, second: Layer = Layer.PUBLIC) -> None:
    """The membrane meets water, the resin meets colour (a row of layer ``second``); acid is asked, not answered."""
    add(Need, 7, **GBL, owner_id=5, figures="水分≤50 mg/kg，色度≤10 Hazen，酸值≤0.1 mg/g")
    musts(7, layers)
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg")
    add(Offer, 2, **OTHER, owner_id=6, figures="色度 8 Hazen", layer=second)
    settle()


def page(client: FlaskClient) -> str:
    return client.get("/matching/needs/X-7/achievement").get_data(as_text=True)


def test_panel(market: Flask, client: FlaskClient) -> None:
    stock()
    text = page(client)
    panel = text.split("组合建议")[1].split("</section>")[0]
    first, second = panel.split("<li>")[1:]
    by_name: dict[Any, str] = {
        title: part
        for part in (first, second)
        for title in (MEMBRANE["title"], OTHER["title"])
        if str(title) in part
    }
    assert "水分" in by_name[MEMBRANE["title"]].split("</ul>")[0]
    assert "色度" not in by_name[MEMBRANE["title"]].split("</ul>")[0]
    assert "色度" in by_name[OTHER["title"]].split("</ul>")[0]
    assert "/achievements/X-2" in panel
    assert "酸值" in panel.split("未达到或未说明")[1]
    assert "只按你可见的指标计算" not in panel
    assert " style=" not in panel


def test_no_panel_without_a_combination(market: Flask, client: FlaskClient) -> None:
    add(Need, 7, **GBL, figures="水分≤50 mg/kg，色度≤10 Hazen")
    musts(7)
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg，色度 8 Hazen")
    settle()
    assert "组合建议" not in page(client)


def test_a_hidden_figure_of_an_offer_is_not_betrayed(
    market: Flask, client: FlaskClient, client_as: Callable[[Actor], FlaskClient]
) -> None:
    stock(second=Layer.NDA)
    assert "组合建议" not in page(client)
    stranger = client_as(Actor(user_id=make_user().id, organization_id=9))
    assert "组合建议" not in page(stranger)
    assert "组合建议" in page(client_as(Actor(user_id=make_user().id, roles=frozenset({Role.OPERATOR}))))


def test_a_hidden_must_of_the_need_is_neither_named_nor_counted(market: Flask, client: FlaskClient) -> None:
    """What is proposed to a reader is the same whether or not a must that he may not read is met."""
    stock(layers={"色度": Layer.NDA})
    text = page(client)
    assert "色度" not in text
    assert "组合建议" not in text  # the one must he sees is met by one offer alone
    with market.test_request_context():
        need = db.session.get(Need, 7)
        assert queries.suggestions_for_challenge(ANONYMOUS, need).combinations == []
        owner = queries.suggestions_for_challenge(Actor(user_id=4, organization_id=5), need)
        assert [len(one.members) for one in owner.combinations] == [2]


def test_hidden_wishes_are_not_named_as_open(market: Flask, client: FlaskClient) -> None:
    stock(layers={"酸值": Layer.NDA})
    text = page(client)
    assert "组合建议" in text
    assert "酸值" not in text
    assert "只按你可见的指标计算" in text


def test_invisible_offers_take_no_part(market: Flask, client: FlaskClient) -> None:
    stock()
    hidden_from_all.add(str(OTHER["title"]))
    assert "组合建议" not in page(client)


def test_folded_offers_take_no_part(market: Flask, client: FlaskClient) -> None:
    """Two versions of one thing are no combination."""
    add(Need, 7, **GBL, figures="水分≤50 mg/kg，色度≤10 Hazen")
    musts(7)
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg")
    add(Offer, 2, **MEMBRANE, figures="色度 8 Hazen")
    settle()
    text = page(client)
    assert "另有 1 项相近成果" in text
    assert "组合建议" not in text

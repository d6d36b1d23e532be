"""Marker words planted in everything hidden must reach nobody without right: on no page, in no list, no file, no hint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.challenges.documents import CHALLENGE
from matchmaker.challenges.layers import LAYERED_TEXTS
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.layers import Layer
from matchmaker.organizations.models import Organization
from matchmaker.search import indexer, upkeep
from tests.factories.challenges import challenge_values, make_attachment, make_challenge
from tests.factories.organizations import make_organization

S = ChallengeStatus
ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture(autouse=True)
def _fresh_index(app: Flask) -> Iterator[None]:
    app.extensions.pop("search", None)
    yield
    app.extensions.pop("search", None)


def planted(layer: Layer, mark: str) -> Challenge:
    """An open, anonymous need whose every closable part carries the mark and lies in ``layer``."""
    org = make_organization(
        name=f"{mark}单位有限公司（示例）", anonymous_label="BDO 一体化企业", contact_name=f"{mark}人"
    )
    texts: dict[str, Any] = {name: f"{mark}{name}密" for name in LAYERED_TEXTS}
    rows = (
        Indicator("纯度", Operator.GE, 99.5, unit="%", test_method="气相色谱法", present_value=f"{mark}现值"),
        Indicator(f"{mark}指标", Operator.LE, 5, unit="ppm", test_method=f"{mark}方法", layer=layer),
    )
    challenge = make_challenge(
        sponsor=org, rows=rows, is_anonymous=True, contact_name=f"{mark}联系", contact_phone=f"{mark}电话",
        field_layers=dict.fromkeys((*LAYERED_TEXTS, "sponsor", "present_values"), layer.value), **texts,
    )  # fmt: skip
    make_attachment(challenge, layer, filename=f"{mark}文件.pdf", label=f"{mark}附件")
    indexer.drain_all()
    return challenge


def everything(web: FlaskClient, challenge: Challenge, mark: str) -> dict[str, str]:
    """What this browser can fetch that has to do with the need."""
    public_id = challenge.public_id
    addresses = ["/challenges/", f"/challenges/?q={mark}", "/challenges/?q=脱水&sort=deadline", "/challenges/board.csv",
                 f"/challenges/board.csv?q={mark}", f"/challenges/{public_id}", f"/challenges/{public_id}/print",
                 f"/search?q={mark}", "/search?q=深度脱水", "/search/suggest?q=深度", f"/search/suggest?q={mark}", "/",
                 f"/matching/needs/{public_id}/achievement"]  # fmt: skip
    return {
        address: web.get(address).get_data(as_text=True).replace(f"q={mark}", "") for address in addresses
    }


def without_typed(text: str, mark: str) -> str:
    """The page without the reader's own query, which search pages repeat."""
    for own in (f'value="{mark}"', f"检索：{mark}", f"“{mark}”", f'"query":"{mark}"', f'"typed":"{mark}"'):
        text = text.replace(own, "")
    return text


@pytest.mark.parametrize(
    ("layer", "who", "is_open"),
    [(Layer.REGISTERED, "anonymous", False), (Layer.REGISTERED, "other", True), (Layer.NDA, "anonymous", False),
     (Layer.NDA, "other", False), (Layer.NDA, "loner", False), (Layer.NDA, "broker", False), (Layer.NDA, "staff", True)],
)  # fmt: skip
def test_planted_words(
    client_as: ClientAs, actors: dict[str, Actor], layer: Layer, who: str, is_open: bool
) -> None:
    mark = "密蜡庵"
    challenge = planted(layer, mark)
    pages = everything(client_as(actors[who]), challenge, mark)
    found = [address for address, text in pages.items() if mark in without_typed(text, mark)]
    if is_open:
        assert f"/challenges/{challenge.public_id}" in found  # the test can fail: those with right do see it
        assert f"/challenges/{challenge.public_id}/print" in found
    else:
        assert found == []
        assert challenge.public_id not in without_typed(pages[f"/challenges/?q={mark}"], mark)
        assert challenge.public_id in pages["/challenges/board.csv"]


def test_contact_reaches_only_sponsor_and_staff(
    client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization
) -> None:
    challenge = make_challenge(sponsor=sponsor_org, contact_name="莫外传", contact_phone="0473-9999999")
    for who in ("anonymous", "other", "loner", "broker"):
        assert not any(
            "莫外传" in text or "0473-9999999" in text
            for text in everything(client_as(actors[who]), challenge, "x").values()
        )
    for who in ("sponsor", "staff"):
        assert "莫外传" in client_as(actors[who]).get(f"/challenges/{challenge.public_id}").get_data(
            as_text=True
        )


def test_closed_files_are_not_found(client_as: ClientAs, actors: dict[str, Actor]) -> None:
    challenge = planted(Layer.NDA, "密")
    file = challenge.attachments[0]
    base = f"/challenges/{challenge.public_id}/files/{file.id}"
    for who in ("other", "loner"):
        assert client_as(actors[who]).get(base).status_code == 404
        assert client_as(actors[who]).post(f"{base}/download").status_code == 404
    assert client_as(ANONYMOUS).get(base).status_code == 404
    elsewhere = make_challenge()
    assert (
        client_as(actors["staff"]).get(f"/challenges/{elsewhere.public_id}/files/{file.id}").status_code
        == 404
    )


def test_near_items_neither_show_nor_use_what_is_hidden(
    client_as: ClientAs, sponsor: Actor, other: Actor, sponsor_org: Organization
) -> None:
    secret = "氟磺酰亚胺锂晶型转化釜壁结垢"
    hidden = make_challenge(title="某化学品装置改造需求", summary="装置改造", keywords=["装置"], problem=secret,
                            field_layers={"problem": "nda"}, rows=())  # fmt: skip
    shown = make_challenge(
        title="某化学品装置改造需求二", summary="装置改造", keywords=["装置"], problem=secret, rows=()
    )
    draft = make_challenge(
        S.DRAFT,
        sponsor=sponsor_org,
        title="求助：" + secret,
        problem=secret,
        keywords=[],
        summary="",
        rows=(),
    )
    indexer.drain_all()
    answer = client_as(sponsor).post(
        f"/challenges/{draft.public_id}/edit/problem/coach", data={"title": secret, "problem": secret}
    )
    text = answer.get_data(as_text=True)
    assert shown.public_id in text
    assert hidden.public_id not in text
    assert draft.public_id not in text.split("可能已有相近条目")[1]


@pytest.mark.parametrize("status", [s for s in S if s not in PUBLISHED])
def test_unpublished_needs_are_found_by_nobody(
    client_as: ClientAs, actors: dict[str, Actor], status: S
) -> None:
    challenge = make_challenge(status, title="未公开题目密蜡庵")
    indexer.drain_all()
    for who in ("anonymous", "other", "broker"):
        pages = everything(client_as(actors[who]), challenge, "密蜡庵")
        number = challenge.public_id  # a page that is not found repeats its own address
        assert [
            a for a, text in pages.items() if "未公开题目" in text or (number in text and number not in a)
        ] == []


def test_withdrawing_takes_it_off_the_board_before_the_index_knows(
    client_as: ClientAs, sponsor: Actor, sponsor_org: Organization
) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    indexer.drain_all()
    assert challenge.public_id in client_as(ANONYMOUS).get("/challenges/").get_data(as_text=True)
    client_as(sponsor).post(f"/challenges/{challenge.public_id}/withdraw", data={"note": "项目取消"})
    assert challenge.public_id not in client_as(ANONYMOUS).get("/challenges/").get_data(as_text=True)
    assert client_as(ANONYMOUS).get(f"/challenges/{challenge.public_id}").status_code == 404


def test_the_index_agrees_with_the_database(app: Flask) -> None:
    for status in S:
        make_challenge(status)
    indexer.drain_all()
    assert CHALLENGE.is_indexable(make_challenge(**challenge_values()))
    indexer.drain_all()
    assert upkeep.verify().count == 0

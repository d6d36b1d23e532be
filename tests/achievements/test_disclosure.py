"""Nothing of a hidden layer reaches a reader without right: pages, exports, search, files. Marked with words that stand nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.achievements.disclosure import LAYERED, OPEN, Disclosed, disclose
from matchmaker.achievements.documents import ACHIEVEMENT
from matchmaker.achievements.models import DEFAULT_LAYERS, Achievement
from matchmaker.achievements.vocabulary import AchievementStatus, AttachmentKind
from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.layers import RANK, Layer, readable
from matchmaker.search.indexer import drain_all
from tests.achievements.people import cast
from tests.factories.achievements import make_achievement, make_attachment, make_indicator, make_right

PRICE = 4_711_000_000  # 分: 4711 万元
HIGHEST = {
    "stranger": Layer.PUBLIC, "person": Layer.REGISTERED, "other": Layer.REGISTERED, "broker": Layer.REGISTERED,
    "holder": Layer.NDA, "manager": Layer.NDA, "operator": Layer.NDA,
}  # fmt: skip


def mark(layer: Layer, what: str) -> str:
    return f"zq{layer.value}{what}"


def marked(layer: Layer) -> Achievement:
    """A listed achievement whose every layered text, row and file stands in ``layer`` and is marked."""
    names = [name for name in DEFAULT_LAYERS if name not in ("team", "price")]
    achievement = make_achievement(
        field_layers=dict.fromkeys(DEFAULT_LAYERS, layer.value),
        **{name: mark(layer, name.replace("_", "")) for name in names},
        team=[{"name": mark(layer, "team"), "unit": "", "contribution": ""}],
        price_amount=PRICE,
        price_note=mark(layer, "price"),
        indicators=[
            make_indicator(name=mark(layer, "figure"), layer=layer, test_method=mark(layer, "method"))
        ],
        rights=[make_right(title=mark(layer, "right"), owner=mark(layer, "owner"), layer=layer)],
    )
    make_attachment(
        achievement, layer=layer, caption=mark(layer, "file"), filename=f"{mark(layer, 'name')}.pdf"
    )
    make_attachment(achievement, layer=layer, caption=mark(layer, "picture"), kind=AttachmentKind.PICTURE)
    return achievement


MARKED = ("description", "benefit", "economicbenefit", "team", "price", "figure", "right", "file", "picture")


@pytest.mark.parametrize("layer", list(Layer))
@pytest.mark.parametrize("who", list(HIGHEST))
def test_pages_exports_and_search(
    app: Flask, client: FlaskClient, client_as: Callable[[Actor], FlaskClient], layer: Layer, who: str
) -> None:
    achievement = marked(layer)
    drain_all()
    actor = cast(achievement.holder)[who]
    browser = client if who == "stranger" else client_as(actor)
    may = RANK[layer] <= RANK[HIGHEST[who]]
    word = mark(layer, "description")
    pages = {
        path: browser.get(path)
        for path in (
            f"/achievements/{achievement.public_id}",
            f"/achievements/{achievement.public_id}/print",
            "/achievements/",
            "/achievements/export.csv",
            f"/achievements/?q={word}",
            f"/search?q={word}",
            f"/search/suggest?q={word}",
            f"/achievements/?q={mark(layer, 'figure')}",
        )
    }
    for path, answer in pages.items():
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200, path
        if not may:
            assert f"zq{layer.value}" not in strip_query(text, path), path
            assert "4711" not in text and "4,711" not in text, path
    detail = pages[f"/achievements/{achievement.public_id}"].get_data(as_text=True)
    if may:  # the markers are really there, so the check above can fail
        for what in MARKED:
            assert mark(layer, what) in detail, what
        assert "4711" in detail
        found = pages[f"/achievements/?q={word}"].get_data(as_text=True)
        # the closed layer is never searched
        assert (achievement.public_id in found) is (layer is not Layer.NDA)
    for file in achievement.attachments:
        answer = browser.get(f"/achievements/{achievement.public_id}/attachments/{file.id}")
        assert answer.status_code == 404  # no bytes are stored; what is told about the file differs
        assert ("文件已不在" in answer.get_data(as_text=True)) is may


def strip_query(text: str, path: str) -> str:
    """The page echoes the words asked for; they are not a leak."""
    asked = path.partition("q=")[2]
    return text.replace(asked, "") if asked else text


def test_hidden_words_find_nothing_and_count_nothing(app: Flask, client: FlaskClient) -> None:
    marked(Layer.NDA)
    drain_all()
    found = client.get(f"/achievements/?q={mark(Layer.NDA, 'benefit')}").get_data(as_text=True)
    assert "没有找到符合的条目" in found
    assert "WHC-" not in found


def test_the_index_uses_the_layers_of_the_read_model(app: Flask) -> None:
    """Each searched text of an object is readable exactly for those who may search its layer."""
    for layer in Layer:
        achievement = marked(layer)
        for limit in Layer:
            shown = disclose_at(achievement, limit)
            for field in ACHIEVEMENT.fields:
                text = field.text_of(achievement)
                if field.name in LAYERED:
                    assert (getattr(shown, field.name) == text) is (
                        field.layer_of(achievement) in readable(limit)
                    )
                elif field.name.startswith("rights_") and text:
                    assert bool(shown.rights) is (field.layer_of(achievement) in readable(limit))


def disclose_at(achievement: Achievement, limit: Layer) -> Disclosed:
    return Disclosed(achievement, limit)


def test_every_column_is_open_layered_or_withheld() -> None:
    """A new column is a decision: it must be listed here or in the read model."""
    withheld = {
        "created_by_id", "draft_token", "field_layers", "delisted_at", "reminded_on", "revision_notes",
        "created_at", "updated_at",
    }  # fmt: skip
    columns = {column.key for column in Achievement.__mapper__.column_attrs}
    assert columns == (OPEN - {"holder"}) | set(LAYERED) | withheld


def test_what_is_not_listed_cannot_be_read(app: Flask) -> None:
    shown = disclose(ANONYMOUS, make_achievement())
    for name in ("draft_token", "created_by_id", "revision_notes", "attachments", "field_layers"):
        with pytest.raises(AttributeError):
            getattr(shown, name)


def test_hidden_things_are_counted(app: Flask) -> None:
    achievement = marked(Layer.NDA)
    shown = disclose(ANONYMOUS, achievement)
    assert (shown.hidden_indicators, shown.hidden_rights, shown.hidden_attachments) == (1, 1, 2)
    assert shown.is_hidden("price") and shown.is_hidden("team")
    assert (shown.price_amount, shown.team, shown.description) == (None, [], None)
    db.session.refresh(achievement)
    assert not disclose(cast(achievement.holder)["holder"], achievement).is_hidden("price")


@pytest.mark.parametrize("status", [s for s in AchievementStatus if s is not AchievementStatus.LISTED])
def test_what_is_not_listed_does_not_exist_for_others(
    app: Flask, client: FlaskClient, client_as: Callable[[Actor], FlaskClient], status: AchievementStatus
) -> None:
    achievement = make_achievement(status, title="zqunlisted 工艺")
    drain_all()
    for browser in (client, client_as(cast(achievement.holder)["other"])):
        for path in ("", "/print", "/attachments/1"):
            assert browser.get(f"/achievements/{achievement.public_id}{path}").status_code == 404
        for path in ("/achievements/", "/achievements/export.csv", "/search?q=zqunlisted"):
            assert achievement.public_id not in browser.get(path).get_data(as_text=True)

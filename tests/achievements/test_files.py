"""Proofs and pictures: checked by content, tied to drafts, shown by layer, copied with a new version."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.achievements.models import Achievement, AchievementAttachment
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from tests.achievements.people import cast
from tests.factories.achievements import make_achievement

S = AchievementStatus
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7\n" + b"0" * 40


@pytest.fixture
def draft(app: Flask) -> Achievement:
    return make_achievement(S.DRAFT)


@pytest.fixture
def browser(client_as: Callable[[Actor], FlaskClient], draft: Achievement) -> FlaskClient:
    return client_as(cast(draft.holder)["holder"])


def send(browser: FlaskClient, draft: Achievement, content: bytes, name: str, **values: str):
    given = {"kind": "test_report", "layer": "nda", "caption": "水分检测", **values}
    return browser.post(
        f"/achievements/{draft.public_id}/attachments", data={**given, "file": (io.BytesIO(content), name)}
    )


def test_a_report_is_stored_and_read_back(browser: FlaskClient, draft: Achievement) -> None:
    answer = send(browser, draft, PDF, "报告.pdf")
    assert (answer.status_code, answer.location) == (
        303,
        f"/achievements/{draft.public_id}/edit/evidence#attachments",
    )
    file = db.session.query(AchievementAttachment).one()
    assert (file.filename, file.layer, file.caption) == ("报告.pdf", Layer.NDA, "水分检测")
    with browser.get(f"/achievements/{draft.public_id}/attachments/{file.id}") as read:
        assert read.data == PDF and read.headers["Content-Disposition"].startswith("attachment")


def test_pictures_are_shown_in_the_page(browser: FlaskClient, draft: Achievement) -> None:
    send(browser, draft, PNG, "装置.png", kind="picture", layer="public")
    file = db.session.query(AchievementAttachment).one()
    address = f"/achievements/{draft.public_id}/attachments/{file.id}"
    assert f'<img src="{address}"' in browser.get(f"/achievements/{draft.public_id}").get_data(as_text=True)
    with browser.get(address) as read:
        assert read.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("content", "name", "values", "said"),
    [
        (b"MZ\x90\x00", "报告.pdf", {}, "内容与扩展名不符"),
        (PDF, "报告.exe", {}, "类型不接收"),
        (b"", "报告.pdf", {}, "内容与扩展名不符"),
        (PDF, "图.png", {"kind": "picture"}, "内容与扩展名不符"),
        (PDF, "报告.pdf", {"kind": "picture"}, "类型不接收"),
        (PDF, "", {}, "请选择要上传的文件"),
        (PDF, "报告.pdf", {"caption": "长" * 81}, "最多 80 字"),
        (PDF, "报告.pdf", {"layer": "everyone"}, "谁能看到"),
    ],
)
def test_refused(
    browser: FlaskClient, draft: Achievement, content: bytes, name: str, values: dict[str, str], said: str
) -> None:
    answer = send(browser, draft, content, name, **values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page
    assert values.get("caption", "水分检测") in page
    assert db.session.query(AchievementAttachment).count() == 0


def test_a_removed_file_is_gone_from_the_disk(
    browser: FlaskClient, draft: Achievement, data_dir: Path
) -> None:
    send(browser, draft, PDF, "报告.pdf")
    file = db.session.query(AchievementAttachment).one()
    path = data_dir / "uploads" / file.storage_key
    assert path.exists()
    assert browser.post(f"/achievements/{draft.public_id}/attachments/{file.id}/remove").status_code == 303
    assert not path.exists() and db.session.query(AchievementAttachment).count() == 0
    assert browser.post(f"/achievements/{draft.public_id}/attachments/{file.id}/remove").status_code == 404


def test_files_of_another_achievement_are_not_found(browser: FlaskClient, draft: Achievement) -> None:
    send(browser, draft, PDF, "报告.pdf")
    file = db.session.query(AchievementAttachment).one()
    other = make_achievement(S.LISTED, draft.holder)
    assert browser.get(f"/achievements/{other.public_id}/attachments/{file.id}").status_code == 404


def test_a_new_version_has_its_own_copy(
    browser: FlaskClient, draft: Achievement, client_as: Callable[[Actor], FlaskClient]
) -> None:
    send(browser, draft, PDF, "报告.pdf", layer="public")
    browser.post(f"/achievements/{draft.public_id}/submit", data={"is_declared_open": "y"})
    client_as(cast(draft.holder)["manager"]).post(f"/achievements/{draft.public_id}/list")
    browser.post(f"/achievements/{draft.public_id}/new-version")
    fresh = db.session.query(Achievement).filter_by(supersedes_id=draft.id).one()
    old, copy = draft.attachments[0], fresh.attachments[0]
    assert copy.storage_key != old.storage_key and copy.sha256 == old.sha256
    browser.post(f"/achievements/{fresh.public_id}/attachments/{copy.id}/remove")
    with browser.get(f"/achievements/{draft.public_id}/attachments/{old.id}") as read:
        assert read.data == PDF

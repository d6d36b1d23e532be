"""Fields refuse with a sentence that names them, and keep what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.roles import Role
from matchmaker.web.forms import BaseForm, TagsField, WanField, area_field, enum_field, text_field


class SampleForm(BaseForm):
    title = text_field("名称", 10, required=True)
    body = area_field("说明", 20)
    amount = WanField("金额")
    words = TagsField("关键词", most=2, longest=8)
    role = enum_field("身份", Role)


def submit(app: Flask, **values: Any) -> SampleForm:
    with app.test_request_context(method="POST", data={"title": "名", **values}):
        form = SampleForm()
        form.validate()
        return form


def test_good_values(app: Flask) -> None:
    form = submit(app, body=" 甲\r\n乙 ", amount="12.5", words="GBL loss 脱水", role="broker")
    assert form.errors == {}
    assert (form.body.data, form.amount.data, form.words.data, form.role.data) == (
        "甲\n乙",
        12_500_000,
        ["GBL loss", "脱水"],
        Role.BROKER,
    )


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("title", "   ", "请填写“名称”"),
        ("title", "长" * 11, "最多 10 字，现在 11 字"),
        ("amount", "三百八", "要填数字"),
        ("amount", "-1", "要在 0 到"),
        ("amount", "1e9", "要在 0 到"),
        ("words", "一 二 三", "最多 2 个"),
        ("words", "这里超过八个字了呀", "每个最多 8 字"),
    ],
)
def test_refusals_keep_what_was_typed(app: Flask, field: str, value: str, complaint: str) -> None:
    with app.test_request_context(method="POST", data={"title": "名", field: value}):
        form = SampleForm()
        assert not form.validate()
        assert complaint in form[field].errors[0]
        assert value.strip() in str(form[field]()) or field == "title"
        assert [entry[0] for entry in form.found_errors()] == [field]


def test_unknown_choice(app: Flask) -> None:
    assert "role" in submit(app, role="emperor").errors


def test_invisible_characters_are_dropped(app: Flask) -> None:
    assert submit(app, body="a\u202eb\x07c").body.data == "abc"


def test_messages_follow_the_language(app: Flask) -> None:
    with app.test_request_context(method="POST", data={}), force_locale("en"):
        assert list(SampleForm().meta.locales) == ["en"]


def test_a_service_refusal_lands_beside_its_field(app: Flask) -> None:
    form = submit(app)
    form.accept_errors(GuardFailed(errors={"title": "已有同名", "other": "别的原因"}))
    assert form.title.errors == ["已有同名"]
    assert form.form_errors == ["别的原因"]

"""Error pages: in the site's look, and the last one without any help of the database."""

from __future__ import annotations

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from matchmaker.extensions import db


def render(app: Flask, code: int) -> str:
    with app.test_request_context("/"):
        answer = app.handle_user_exception(_raised(code))
        return app.make_response(answer).get_data(as_text=True)


def _raised(code: int) -> Exception:
    try:
        abort(code)
    except Exception as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 422, 429])
def test_page_has_heading_header_and_a_way_on(app: Flask, code: int) -> None:
    text = render(app, code)
    assert text.count("<h1") == 1
    assert 'class="hdr"' in text and "回首页" in text


def test_missing_page_in_english(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert 'lang="en"' in answer.get_data(as_text=True)


def test_unexpected_failure_needs_no_database(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setitem(app.view_functions, "home.help_page", broken)
    monkeypatch.setattr(db.session, "execute", broken)
    monkeypatch.setattr(db.session, "get", broken)
    monkeypatch.setattr(db.session, "scalars", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with client.session_transaction() as session:
        session["_user_id"] = "somebody"
    answer = client.get("/help")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "网站出了问题" in text and "the database is gone" not in text


def test_expired_form_gives_back_what_was_typed(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = client.post("/language", data={"note": "γ-丁内酯 <b>脱水</b>", "password": "hidden"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "γ-丁内酯 &lt;b&gt;脱水&lt;/b&gt;" in text and "hidden" not in text.split('id="kept-', 1)[1]

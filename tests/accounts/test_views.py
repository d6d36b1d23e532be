"""Registration, confirmation, sign-in, recovery: through the pages and the outbox."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.kernel.roles import Role
from tests.factories.accounts import PASSWORD, make_user
from tests.support.mail import link_in, waiting

GOOD = {
    "registered_as": "enterprise_member",
    "name": "技术部 工程师",
    "email": "new@demo.example",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
}


def only_user() -> User:
    db.session.rollback()
    return db.session.scalars(select(User)).one()


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD):
    return client.post("/sign-in", data={"email": email, "password": password})


def test_register_confirm_sign_in(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/register", data=GOOD)
    assert answer.status_code == 302, answer.text
    user = only_user()
    assert (user.role_set, user.confirmed_at) == (frozenset({Role.ENTERPRISE_MEMBER}), None)
    assert user.password.startswith("$argon2id$")
    (mail,) = waiting()
    assert mail.recipient == "new@demo.example"

    refused = sign_in(client, "new@demo.example")
    assert "邮箱还没有确认" in refused.text or "邮箱或密码不正确" in refused.text

    client.get(link_in(mail.text))
    assert only_user().confirmed_at is not None
    assert sign_in(client, "new@demo.example").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"password": "short", "password_confirm": "short"}, "密码至少 10 个字符"),
        ({"password_confirm": "another-password"}, "两次输入的密码不一致"),
        ({"email": "no-address"}, "邮箱格式不正确"),
        ({"name": ""}, "请填写“称呼”"),
        ({"registered_as": "operator"}, "请选择一种身份"),
        ({"registered_as": ""}, "请选择一种身份"),
        ({"name": "长" * 61}, "最多 60 字"),
    ],
)
def test_refusals(client: FlaskClient, change: dict[str, str], complaint: str) -> None:
    answer = client.post("/register", data=GOOD | change)
    assert complaint in answer.text
    assert db.session.scalars(select(User)).all() == []
    assert "技术部 工程师" in answer.text or "name" in change


def test_nobody_can_register_as_staff(client: FlaskClient) -> None:
    client.post("/register", data=GOOD | {"registered_as": "sub_centre_manager", "roles": "operator"})
    assert db.session.scalars(select(User)).all() == []


def test_a_known_address_is_not_revealed(app: Flask, client: FlaskClient) -> None:
    make_user(email="new@demo.example")
    fresh = client.post("/register", data=GOOD | {"email": "other@demo.example"})
    known = client.post("/register", data=GOOD)
    assert (known.status_code, known.location) == (fresh.status_code, fresh.location)
    assert [m.recipient for m in waiting()] == ["other@demo.example", "new@demo.example"]


def test_wrong_password_and_unknown_address_look_alike(app: Flask, client: FlaskClient) -> None:
    make_user(email="a@demo.example", password=PASSWORD)
    wrong = sign_in(client, "a@demo.example", "wrong-password")
    unknown = sign_in(client, "b@demo.example", "wrong-password")
    assert "邮箱或密码不正确" in wrong.text
    assert "邮箱或密码不正确" in unknown.text


def test_recovery(app: Flask, client: FlaskClient) -> None:
    make_user(email="a@demo.example", password=PASSWORD)
    client.post("/recover", data={"email": "a@demo.example"})
    (mail,) = waiting()
    link = link_in(mail.text)
    new = "another-long-password"
    assert client.get(link).status_code == 200
    client.post(link, data={"password": new, "password_confirm": new})
    client.post("/sign-out")
    assert sign_in(client, "a@demo.example", PASSWORD).status_code == 200
    assert sign_in(client, "a@demo.example", new).status_code == 302


def test_recovery_does_not_reveal_addresses(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/recover", data={"email": "nobody@demo.example"}, follow_redirects=True)
    assert "如果 nobody@demo.example 已注册" in answer.text
    assert waiting() == []


def test_sign_out_needs_a_post(app: Flask, client: FlaskClient) -> None:
    make_user(email="a@demo.example", password=PASSWORD)
    sign_in(client, "a@demo.example")
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/account/").status_code == 303


def test_disabled_account_cannot_sign_in(app: Flask, client: FlaskClient) -> None:
    make_user(email="a@demo.example", password=PASSWORD, active=False)
    assert sign_in(client, "a@demo.example").status_code == 200


def test_the_way_back_stays_on_this_site(app: Flask, client: FlaskClient) -> None:
    make_user(email="a@demo.example", password=PASSWORD)
    data = {"email": "a@demo.example", "password": PASSWORD, "next": "http://evil.example/"}
    assert "evil.example" not in (client.post("/sign-in", data=data).location or "")


def test_profile_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    make_user(email="a@demo.example", password=PASSWORD)
    sign_in(client, "a@demo.example")
    assert client.post("/account/", data={"name": "新名字"}).status_code == 303
    assert "新名字" in client.get("/account/").text
    long = client.post("/account/", data={"name": "长" * 61})
    assert long.status_code == 422
    assert "长" * 61 in long.text


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/recover", "/confirm", "/register/sent"])
def test_pages_in_both_languages(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200
    client.set_cookie("language", "en")
    page = client.get(path)
    assert page.status_code == 200
    assert 'lang="en"' in page.text


def test_sign_in_is_throttled(tmp_path, monkeypatch) -> None:
    from matchmaker.app import create_app
    from matchmaker.config import TestingConfig

    app = create_app({"BASE": TestingConfig, "DATA_DIR": str(tmp_path), "RATELIMIT_ENABLED": True})
    with app.app_context():
        db.create_all()
        client = app.test_client()
        answers = [sign_in(client, "a@demo.example", "wrong-password").status_code for _ in range(8)]
        assert answers[:6] == [200] * 6
        assert answers[6:] == [429, 429]
        assert sign_in(client, "b@demo.example", "wrong-password").status_code == 200
        refused = sign_in(client, "a@demo.example", "wrong-password")
        assert int(refused.headers["Retry-After"]) > 0
        assert "操作太频繁" in refused.text

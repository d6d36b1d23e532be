"""Guards decide before the view runs; headers go with every answer."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, NotFound
from matchmaker.kernel.policy import Policy, is_signed_in, is_staff
from matchmaker.kernel.roles import Role
from matchmaker.web import security
from matchmaker.web.security import current_actor, login_only, public, requires
from tests.support.people import actor_with


class LampPermission(StrEnum):
    SEE = "lamp:see"
    SWITCH = "lamp:switch"


Policy("lamp", {LampPermission.SEE: [[is_signed_in]], LampPermission.SWITCH: [[is_staff]]})
PERSON, STAFF = actor_with(Role.BROKER), actor_with(Role.OPERATOR)


def load_lamp(actor: Actor, name: str) -> str:
    if name == "hidden":
        raise NotFound
    return f"lamp {name}"


def make_blueprint() -> Blueprint:
    blueprint = Blueprint("lamps", __name__)

    @blueprint.get("/lamps/<name>")
    @requires(LampPermission.SEE, load_lamp)
    def see(lamp: str) -> str:
        return lamp

    @blueprint.post("/lamps/<name>/switch")
    @requires(LampPermission.SWITCH, load_lamp)
    def switch(lamp: str) -> str:
        return f"{lamp} switched by {current_actor().name}"

    @blueprint.get("/mine")
    @login_only
    def mine() -> str:
        return "mine"

    @blueprint.get("/fail/<kind>")
    @public
    def fail(kind: str) -> str:
        raise {"conflict": Conflict, "guard": GuardFailed, "bug": ZeroDivisionError}[kind]

    return blueprint


@pytest.fixture(scope="module")
def lamp_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_app(
        {
            "BASE": TestingConfig,
            "DATA_DIR": str(tmp_path_factory.mktemp("lamps")),
            "PROPAGATE_EXCEPTIONS": False,
        }
    )
    app.register_blueprint(make_blueprint())
    return app


@pytest.fixture
def browse(lamp_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    def as_actor(actor: Actor) -> FlaskClient:
        monkeypatch.setattr(security, "_load_actor", lambda: actor)
        return lamp_app.test_client()

    return as_actor


@pytest.mark.parametrize(
    ("actor", "path", "status"),
    [
        (ANONYMOUS, "/lamps/a", 303),
        (PERSON, "/lamps/a", 200),
        (PERSON, "/lamps/hidden", 404),
        (ANONYMOUS, "/mine", 303),
        (PERSON, "/mine", 200),
        (PERSON, "/fail/conflict", 409),
        (PERSON, "/fail/guard", 422),
        (PERSON, "/fail/bug", 500),
        (PERSON, "/nowhere", 404),
        (PERSON, "/mine?x=%00", 400),
    ],
)
def test_reading(browse, actor: Actor, path: str, status: int) -> None:
    assert browse(actor).get(path).status_code == status


@pytest.mark.parametrize(("actor", "status"), [(ANONYMOUS, 303), (PERSON, 403), (STAFF, 200)])
def test_acting(browse, actor: Actor, status: int) -> None:
    assert browse(actor).post("/lamps/a/switch").status_code == status


def test_invisible_is_404_even_for_an_action_that_would_be_denied(browse) -> None:
    assert browse(PERSON).post("/lamps/hidden/switch").status_code == 404


def test_a_stranger_returns_to_the_page_after_sign_in(browse) -> None:
    answer = browse(ANONYMOUS).get("/lamps/a?x=1")
    assert "/sign-in?next=/lamps/a?x%3D1" in answer.location


def test_htmx_is_sent_to_sign_in_as_a_whole_page(browse) -> None:
    answer = browse(ANONYMOUS).get("/lamps/a", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "/sign-in" in answer.headers["HX-Redirect"]


def test_two_guards_are_a_mistake() -> None:
    with pytest.raises(TypeError, match="two guards"):
        public(login_only(lambda: ""))


def test_headers(browse) -> None:
    headers = browse(PERSON).get("/mine").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"

"""Actors and signed-in clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from matchmaker.web import security


def actor_with(
    role: Role, organization_id: int | None = None, user_id: int = 1, verified: bool = True
) -> Actor:
    """An actor for tests of services and policies, without an account behind it."""
    return Actor(
        user_id=user_id,
        organization_id=organization_id,
        roles=frozenset({role}),
        name=f"{role.value}-{user_id}",
        is_verified=verified,
    )


class Browser(FlaskClient):
    """Forgets what the request before has kept: in a test all requests share one application context."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in list(g):
            g.pop(name)
        answer = super().open(*args, **kwargs)
        for _name, value in answer.headers:
            value.encode("latin-1")  # what a server refuses to send and the test client lets pass
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return Browser(app, app.response_class)


@pytest.fixture
def client_as(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], FlaskClient]:
    """A browser whose requests are made by the given actor, without signing in first."""
    real = security._load_actor
    monkeypatch.setattr(
        security, "_load_actor", lambda: request.environ.get("matchmaker.test_actor") or real()
    )

    def make(actor: Actor) -> FlaskClient:
        browser = Browser(app, app.response_class)
        browser.environ_base["matchmaker.test_actor"] = actor
        return browser

    return make

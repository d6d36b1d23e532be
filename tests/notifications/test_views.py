"""The mailbox of a demo machine is closed to everybody else."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.services import queue_mail


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.config, "MAIL_BACKEND", "file")
    with transaction():
        queue_mail("test", "someone@demo.example", "确认邮箱", "点开 http://localhost/confirm/abc 即可")


def test_open_on_the_machine_itself(demo: None, client: FlaskClient) -> None:
    page = client.get("/mailbox").text
    assert "确认邮箱" in page
    assert 'href="http://localhost/confirm/abc"' in page


@pytest.mark.parametrize(
    "environment",
    [{"REMOTE_ADDR": "10.0.0.9"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.9", "REMOTE_ADDR": "127.0.0.1"}],
)
def test_closed_from_outside(demo: None, client: FlaskClient, environment: dict[str, str]) -> None:
    assert client.get("/mailbox", environ_base=environment).status_code == 404


@pytest.mark.parametrize(("key", "value"), [("DEMO", False), ("MAIL_BACKEND", "smtp")])
def test_closed_on_a_real_site(
    app: Flask, demo: None, client: FlaskClient, monkeypatch, key: str, value: object
) -> None:
    monkeypatch.setitem(app.config, key, value)
    assert client.get("/mailbox").status_code == 404

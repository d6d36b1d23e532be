"""The mail server is away for a day: everything arrives afterwards, once, in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications import services
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.services import deliver_due, forget_old, queue_mail
from tests.conftest import NOW
from tests.support.mail import Sink, free_port, waiting


@pytest.fixture
def port(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """The site sends to this port, where nobody listens yet."""
    number, mail = free_port(), app.extensions["mailman"]
    for name, value in {"backend": "smtp", "server": "127.0.0.1", "port": number}.items():
        monkeypatch.setattr(mail, name, value)
    return number


def queue(subject: str) -> None:
    with transaction():
        queue_mail("test", "someone@demo.example", subject, "x", dedupe_key=subject)


def test_all_arrive_once_and_in_order(port: int) -> None:
    for hour in range(24):
        with clock.frozen(NOW + timedelta(hours=hour)):
            queue(f"mail {hour:02}")
            assert deliver_due() == 0
    assert len(waiting()) == 24 and waiting()[0].last_error
    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with clock.frozen(NOW + timedelta(days=1)):
            assert [deliver_due(), deliver_due()] == [24, 0]
    finally:
        server.stop()
    assert [mail["Subject"] for mail in sink.messages] == [f"mail {hour:02}" for hour in range(24)]


def test_a_death_between_sending_and_marking_repeats_the_same_message_id(
    app: Flask, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue("once")
    with monkeypatch.context() as patched:
        patched.setattr(services, "transaction", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deliver_due()
    assert db.session.get_one(Delivery, waiting()[0].id).sent_at is None
    assert deliver_due() == 1
    first, second = smtp_sink.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_texts_of_old_mails_are_emptied_and_waiting_ones_kept(app: Flask, smtp_sink: Sink) -> None:
    queue("sent")
    deliver_due()
    queue("waiting")
    with clock.frozen(NOW + timedelta(days=179)):
        assert forget_old() == 0
    with clock.frozen(NOW + timedelta(days=181)):
        assert [forget_old(), forget_old()] == [1, 0]
    texts = {mail.subject: mail.text for mail in db.session.query(Delivery)}
    assert texts == {"sent": "", "waiting": "x"}

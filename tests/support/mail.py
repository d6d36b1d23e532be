"""A real SMTP server on this machine that keeps what it receives."""

from __future__ import annotations

import email
import re
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.notifications.models import Delivery


class Sink:
    """Receives mails; ``refusing`` makes it answer with a temporary failure."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        if self.refusing:
            return "451 try again later"
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp_sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """The site sends through a real SMTP server of this test."""
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    mail = app.extensions["mailman"]
    for name, value in {"backend": "smtp", "server": "127.0.0.1", "port": port}.items():
        monkeypatch.setattr(mail, name, value)
    yield sink
    controller.stop()


def waiting(kind: str | None = None) -> list[Delivery]:
    """Mails in the outbox that have not gone out."""
    query = select(Delivery).where(Delivery.sent_at.is_(None)).order_by(Delivery.id)
    return [d for d in db.session.scalars(query) if kind in (None, d.kind)]


def link_in(text: str) -> str:
    """The first address in a mail, without the host."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found.group(1)

"""Telling people: always a message in the site, and a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, has_request_context, render_template, url_for
from sqlalchemy import select

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications.models import Notification
from matchmaker.notifications.services import queue_mail


@dataclass(frozen=True)
class Message:
    """Subject, what it says, and the page to open. It must hold nothing a recipient may not read on that page."""

    subject: str
    text: str
    endpoint: str
    arguments: dict[str, Any] = field(default_factory=dict)


def tell(event: DomainEvent, addresses: Iterable[str], message: Message) -> None:
    """Tell everybody of ``addresses`` once. Who has no account gets a mail only."""
    tell_of(kind_of(event), addresses, message, lambda address: once(event, address))


def tell_of(kind: str, addresses: Iterable[str], message: Message, key_for: Callable[[str], str]) -> None:
    """The same for what is told under another name or another key of the occasion."""
    keys = {address: key_for(address)[:160] for address in addresses}
    told = select(Notification.dedupe_key).where(Notification.dedupe_key.in_(keys.values()))
    done = set(db.session.scalars(told))
    accounts = db.session.execute(select(User.email, User.id).where(User.email.in_(list(keys))))
    numbers = {row.email: row.id for row in accounts}
    text = framed(message)
    for address, key in keys.items():
        if key in done:
            continue
        if address in numbers:
            db.session.add(_notification(kind, numbers[address], message, key))
        queue_mail(kind, address, message.subject, text, dedupe_key=key)


def _notification(kind: str, user_id: int, message: Message, key: str) -> Notification:
    return Notification(
        user_id=user_id,
        kind=kind,
        title=" ".join(message.subject.split())[:300],
        text=message.text.strip(),
        endpoint=message.endpoint,
        arguments=message.arguments,
        dedupe_key=key,
    )


def framed(message: Message) -> str:
    """The text of a mail: what it says, the page to open, the sender."""
    link = page_at(message.endpoint, **message.arguments)
    return render_template("notifications/mail.txt", text=message.text.strip(), link=link)


def page_at(endpoint: str, **values: Any) -> str:
    """Full address of a page; outside a request it needs ``SITE_URL``."""
    if has_request_context():
        return url_for(endpoint, _external=True, **values)
    with current_app.test_request_context(base_url=current_app.config["SITE_URL"]):
        return url_for(endpoint, _external=True, **values)


def kind_of(event: DomainEvent) -> str:
    return type(event).__name__


def once(event: DomainEvent, address: str) -> str:
    """The same event about the same object within a minute is one occasion (a double click)."""
    number = next(value for key, value in vars(event).items() if key.endswith("_id"))
    return f"{kind_of(event)}:{number}:{clock.now():%Y%m%d%H%M}:{address}"[:160]

"""Writing mails into the outbox and sending them from it."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_mailman import EmailMultiAlternatives
from sqlalchemy import or_, select, update

from matchmaker.extensions import db
from matchmaker.kernel import background, clock
from matchmaker.kernel.locking import work_alone
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery

log = logging.getLogger(__name__)
BATCH = 50
LONGEST_WAIT = timedelta(hours=6)


class ServerAway(Exception):
    """The mail server does not answer or does not let us in: no fault of any one mail."""


def queue_mail(
    kind: str, recipient: str, subject: str, text: str, html: str = "", dedupe_key: str | None = None
) -> Delivery | None:
    """Put a mail into the outbox; None when one for the same occasion is already there."""
    if dedupe_key and db.session.scalar(select(Delivery.id).where(Delivery.dedupe_key == dedupe_key)):
        return None
    delivery = Delivery(
        kind=kind,
        recipient=recipient,
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        dedupe_key=dedupe_key,
    )
    db.session.add(delivery)
    background.enqueue("notifications.deliver")
    return delivery


def deliver_due() -> int:
    """Send what is due, oldest first; returns how many went out. One sender at a time on this machine.

    A server that cannot be reached ends the call at its first mail: nothing is put off, so the order stays, and
    the next sweep asks again. So does a batch of which every mail was refused.
    """
    sent = [0]

    def work() -> None:
        done = 0
        with suppress(ServerAway):
            for number in _due(BATCH):
                done += _deliver(number)
        sent.append(done)

    path = Path(current_app.config["DATA_DIR"], ".mail.lock")
    work_alone(path, work, lambda: sent[-1] > 0 and bool(_due(1)))
    return sum(sent)


def _due(limit: int) -> list[int]:
    query = (
        select(Delivery.id)
        .where(Delivery.sent_at.is_(None), Delivery.due_at <= clock.now())
        .order_by(Delivery.id)
        .limit(limit)
    )
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def _deliver(number: int) -> bool:
    """Hand one mail to the server. The lock of the database is not held meanwhile."""
    delivery = db.session.get(Delivery, number)
    if delivery is None or delivery.sent_at is not None:
        return False
    message = _message(delivery)
    db.session.rollback()
    try:
        with _connection(number) as message.connection:  # closed even after a refusal
            message.send()
    except ServerAway:
        raise
    except Exception as error:
        log.warning("mail %s failed: %s", number, error)
        _put_off(number, error)
        return False
    with transaction():
        db.session.get_one(Delivery, number).sent_at = clock.now()
    return True


def _connection(number: int) -> Any:
    """An open connection; a failure is noted at the mail that was next, and stops them all."""
    connection = current_app.extensions["mailman"].get_connection()
    try:
        connection.open()
    except Exception as error:
        log.warning("mail server away: %s", error)
        with transaction():
            db.session.get_one(Delivery, number).last_error = str(error)[:300]
        raise ServerAway from error
    return connection


def _put_off(number: int, error: Exception) -> None:
    """Try again later, each time after twice as long, at most some hours."""
    with transaction():
        delivery = db.session.get_one(Delivery, number)
        delivery.attempts += 1
        delivery.last_error = str(error)[:300]
        delivery.due_at = clock.now() + min(
            timedelta(seconds=30 * 2 ** min(delivery.attempts, 20)), LONGEST_WAIT
        )


def forget_old() -> int:
    """Empty the bodies of mails that were sent long ago; that they were sent stays known. Returns how many."""
    limit = clock.now() - timedelta(days=current_app.config["MAIL_BODY_KEPT_DAYS"])
    old = (Delivery.sent_at < limit, or_(Delivery.text != "", Delivery.html != ""))
    with transaction():
        found = db.session.execute(update(Delivery).where(*old).values(text="", html=""))
        return found.rowcount  # type: ignore[attr-defined]


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail with an identity that stays the same over attempts, so that a repeat can be recognised."""
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    domain = sender.rpartition("@")[2]
    message = EmailMultiAlternatives(
        delivery.subject,
        delivery.text,
        from_email=f"{current_app.config['SITE_NAME']} <{sender}>",
        to=[delivery.recipient],
        headers={"Message-ID": f"<delivery.{delivery.id}.{delivery.created_at:%Y%m%d%H%M%S}@{domain}>"},
    )
    if delivery.html:
        message.attach_alternative(delivery.html, "text/html")
    return message

"""Reactions to other features: who gets which mail."""

from __future__ import annotations

from matchmaker.accounts.events import AccountMailRequested
from matchmaker.notifications.services import queue_mail


def deliver_account_mail(event: AccountMailRequested) -> None:
    """Confirmation and recovery."""
    queue_mail(event.kind, event.recipient, event.subject, event.text, event.html)

"""Background tasks of the outbox."""

from __future__ import annotations

from matchmaker.kernel import background
from matchmaker.notifications.services import deliver_due, forget_old


@background.task("notifications.deliver")
def deliver() -> int:
    return deliver_due()


@background.task("notifications.forget", every_minutes=60)
def forget() -> int:
    return forget_old()

"""Background task of the outbox."""

from __future__ import annotations

from matchmaker.kernel import background
from matchmaker.notifications.services import deliver_due


@background.task("notifications.deliver")
def deliver() -> int:
    return deliver_due()

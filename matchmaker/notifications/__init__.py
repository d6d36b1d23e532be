"""Mail: composed in the transaction of the event, delivered later from an outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.notifications import jobs  # noqa: F401  declares the background task
    from matchmaker.notifications.views import blueprint

    return (blueprint,)

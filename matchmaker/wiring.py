"""Every reaction of one feature to another, in one list; and what the shell gets from the features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from matchmaker import navigation
from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent, subscribe
from matchmaker.web import health, templating

SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = ()


def init_app(app: Flask) -> None:
    """Connect subscribers, template globals and health checks."""
    for event_type, handler in SUBSCRIPTIONS:
        subscribe(event_type, handler)
    templating.register_context("navigation", navigation.navigation)
    templating.register_context("personal_navigation", navigation.personal_navigation)
    health.register_check("database", _database)


def _database() -> dict[str, object]:
    db.session.execute(text("SELECT 1"))
    return {"ok": True}

"""Every reaction of one feature to another, in one list; and what the shell gets from the features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from matchmaker import navigation, worker
from matchmaker.accounts.actors import signed_in_user
from matchmaker.assessments import subscribers as assessments
from matchmaker.awards import subscribers as awards
from matchmaker.bids import subscribers as bids
from matchmaker.brokers import subscribers as brokers
from matchmaker.contracts import subscribers as contracts
from matchmaker.devdata.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from matchmaker.extensions import db
from matchmaker.interests import subscribers as interests
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.events import DomainEvent, subscribe
from matchmaker.learning import subscribers as learning
from matchmaker.learning.queries import weights_in_use
from matchmaker.matching import weights
from matchmaker.matching.subscribers import note_drained
from matchmaker.notifications import subscribers as notify
from matchmaker.notifications.views import mailbox_is_open
from matchmaker.organizations.queries import belonging_of
from matchmaker.search import indexer, upkeep
from matchmaker.web import health, security, templating

SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    *assessments.SUBSCRIPTIONS,  # a need that goes back or away is assessed no more
    *awards.SUBSCRIPTIONS,  # an outcome or an evaluation under a standing choice is refused
    *brokers.SUBSCRIPTIONS,  # a published item finds its broker, a closed one leaves his desk
    *bids.SUBSCRIPTIONS,  # the end of a challenge opens its bids or ends them
    *interests.SUBSCRIPTIONS,  # what waits for an answer ends with its item
    *learning.SUBSCRIPTIONS,  # what is said about a suggestion is a judgement to learn from
    *contracts.SUBSCRIPTIONS,  # a confirmed award is drafted as a contract
    *notify.SUBSCRIPTIONS,  # every event that makes a mail, see `notifications/composers.py`
)


def init_app(app: Flask) -> None:
    """Connect subscribers, template globals and health checks."""
    for event_type, handler in SUBSCRIPTIONS:
        subscribe(event_type, handler)
    indexer.on_drained(note_drained)
    weights.use_source(weights_in_use)
    if app.config["RERANKER_FOLDER"]:
        from matchmaker.matching import rerankers  # optional, so not even imported without the setting

        rerankers.init_app(app)
    templating.register_context("navigation", navigation.navigation)
    templating.register_context("personal_navigation", navigation.personal_navigation)
    templating.register_context("mailbox_is_open", mailbox_is_open)
    templating.register_context("demo_accounts", lambda: DEMO_ACCOUNTS if app.config["DEMO"] else ())
    templating.register_context("demo_password", lambda: DEMO_PASSWORD)
    security.use_actor_loader(load_actor)
    health.register_check("database", _database)
    health.register_check("index", upkeep.status)
    health.register_check("worker", lambda: worker.status(app))


def load_actor() -> Actor:
    """The acting person of a request: account, roles, organization."""
    user = signed_in_user()
    if user is None:
        return ANONYMOUS
    home = belonging_of(user.id)
    return Actor(
        user_id=user.id,
        organization_id=home.organization_id if home else None,
        roles=user.role_set,
        name=user.name or user.email,
        is_verified=bool(home and home.is_verified),
    )


def _database() -> dict[str, object]:
    db.session.execute(text("SELECT 1"))
    return {"ok": True}

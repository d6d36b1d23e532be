"""Reactions to other features: who gets which mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matchmaker.accounts.events import AccountMailRequested
from matchmaker.challenges.events import QuestionAnswered, QuestionAsked, QuestionDeclined
from matchmaker.experts.events import ExpertContacted
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications import bidding, brokers, interests, introductions, judging
from matchmaker.notifications.composers import OCCASIONS, compose, compose_contact, compose_question
from matchmaker.notifications.services import queue_mail


def deliver_account_mail(event: AccountMailRequested) -> None:
    """Confirmation and recovery."""
    queue_mail(event.kind, event.recipient, event.subject, event.text, event.html)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    (AccountMailRequested, deliver_account_mail),
    (ExpertContacted, compose_contact),
    *((kind, compose_question) for kind in (QuestionAsked, QuestionAnswered, QuestionDeclined)),
    *((kind, compose) for kind in OCCASIONS),
    *bidding.SUBSCRIPTIONS,
    *interests.SUBSCRIPTIONS,
    *introductions.SUBSCRIPTIONS,
    *judging.SUBSCRIPTIONS,
    *brokers.SUBSCRIPTIONS,
)

"""Who may ask a broker for help, and who answers."""

from __future__ import annotations

from enum import StrEnum

from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff


class HelpPermission(StrEnum):
    ANSWER = "help_request:answer"
    ASK = "help_request:ask"  # of a broker
    READ = "help_request:read"


def has_organization(actor: Actor, broker: Broker) -> bool:
    return actor.user_id is not None and actor.organization_id is not None


def takes_requests(actor: Actor, broker: Broker) -> bool:
    """In the directory, with a certificate that holds, and not the asking person himself."""
    return broker.status is BrokerStatus.LISTED and not broker.is_expired and broker.user_id != actor.user_id


def is_asked(actor: Actor, request: HelpRequest) -> bool:
    return actor.user_id is not None and actor.user_id == request.broker.user_id


def is_of_sender(actor: Actor, request: HelpRequest) -> bool:
    return actor.belongs_to(request.organization_id)


P = HelpPermission
POLICY = Policy(
    "help_request",
    {
        P.ANSWER: [[is_asked]],
        P.ASK: [[has_organization, takes_requests]],
        P.READ: [[is_asked], [is_of_sender], [is_staff]],
    },
)

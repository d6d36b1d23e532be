"""What happens to brokers' profiles."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class BrokerEvent(DomainEvent):
    """Each event names the profile by its id; the rest is in the row."""

    broker_id: int


class BrokerSubmitted(BrokerEvent):
    """Handed to the sub-centre."""


class BrokerVerified(BrokerEvent):
    """In the directory, or in it again."""


class BrokerReturned(BrokerEvent):
    """Sent back to be mended; `revision_note` says what."""


class BrokerSuspended(BrokerEvent):
    """Taken out of the directory by staff; the reason is in the trail."""


@dataclass(frozen=True)
class AssignmentMade(DomainEvent):
    """A broker follows an item from now on."""

    assignment_id: int


@dataclass(frozen=True)
class HelpEvent(DomainEvent):
    """Names the request by its id."""

    request_id: int


class HelpAsked(HelpEvent):
    """An organisation asks a broker for help."""


class HelpAnswered(HelpEvent):
    """The broker has accepted or declined."""


class CertificateExpiring(BrokerEvent):
    """The certificate ends in 60 or in 14 days."""

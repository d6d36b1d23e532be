"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.kernel.events import DomainEvent


@dataclass(frozen=True)
class AccountMailRequested(DomainEvent):
    """A mail about the account itself (confirmation, recovery) is to be delivered."""

    kind: str
    recipient: str
    subject: str
    text: str
    html: str

"""Domain events: synchronous, in the same transaction; an exception aborts everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DomainEvent:
    """Something that has happened, named in the past tense."""


_handlers: dict[type[DomainEvent], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[DomainEvent], handler: Callable[[Any], None]) -> None:
    """Register a reaction; doing it twice has no further effect. Only `wiring` calls this."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: DomainEvent) -> None:
    """Tell all subscribers of this very type."""
    for handler in tuple(_handlers[type(event)]):
        handler(event)


def subscriptions() -> dict[type[DomainEvent], tuple[Callable[[Any], None], ...]]:
    """All pairs, for the tests that look at the wiring."""
    return {kind: tuple(handlers) for kind, handlers in _handlers.items()}

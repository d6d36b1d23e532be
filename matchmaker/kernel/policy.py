"""Permission tables: permission → any of these clauses → all of these predicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import PermissionDenied

Predicate = Callable[[Actor, Any], bool]
Clauses = Sequence[Sequence[Predicate]]

_registry: dict[str, Policy] = {}


class Policy:
    """The permissions of one entity. Deny unless a clause allows; unknown permissions raise `KeyError`."""

    def __init__(self, entity: str, table: Mapping[StrEnum, Clauses]) -> None:
        self.entity = entity
        self.table = dict(table)
        for permission in self.table:
            if not permission.value.startswith(f"{entity}:"):
                raise ValueError(f"{permission.value} does not belong to {entity}")
        _registry[entity] = self

    def can(self, actor: Actor, permission: StrEnum, subject: Any = None) -> bool:
        return any(all(holds(actor, subject) for holds in clause) for clause in self.table[permission])

    def require(self, actor: Actor, permission: StrEnum, subject: Any = None) -> None:
        """Raise `PermissionDenied` unless the table allows it."""
        if not self.can(actor, permission, subject):
            raise PermissionDenied(permission=permission.value)


def registered() -> dict[str, Policy]:
    """All policies by entity, for the roles page and the patrols."""
    return dict(_registry)


def policy_of(permission: str) -> Policy:
    """The policy that owns a permission such as ``challenge:withdraw``."""
    return _registry[permission.partition(":")[0]]


def can(actor: Actor, permission: str, subject: Any = None) -> bool:
    """Ask by the permission's text; what templates use."""
    policy = policy_of(permission)
    member = next(key for key in policy.table if key.value == permission)
    return policy.can(actor, member, subject)


# -- predicates every feature needs -----------------------------------------------------------


def anyone(actor: Actor, subject: Any) -> bool:
    """Open to the public."""
    return True


def is_signed_in(actor: Actor, subject: Any) -> bool:
    """Any account whose mail address is confirmed."""
    return not actor.is_anonymous


def is_staff(actor: Actor, subject: Any) -> bool:
    """Sub-centre staff, operators, and the platform itself."""
    return actor.is_staff


def is_system(actor: Actor, subject: Any) -> bool:
    """Only the platform itself: clock and imports."""
    return actor.is_system

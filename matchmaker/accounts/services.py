"""Accounts made by the platform itself: demo world, first operator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask_security import hash_password

from matchmaker.accounts.datastore import datastore
from matchmaker.accounts.models import AccountRole, User
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, PermissionDenied
from matchmaker.kernel.roles import Role


def create_account(actor: Actor, email: str, password: str, name: str, roles: Iterable[Role]) -> User:
    """A confirmed account; only the platform itself may make one for somebody else."""
    if not actor.is_system:
        raise PermissionDenied
    wanted = list(roles)
    if not wanted:
        raise GuardFailed(errors={"roles": "at least one role"})
    user = datastore.create_user(
        email=email.strip().lower(),
        password=hash_password(password),
        name=name,
        registered_as=wanted[0],
        confirmed_at=clock.now(),
    )
    for role in wanted:
        grant_role(user, role)
    db.session.flush()
    audit.record("user", user.id, "create", actor, after=",".join(sorted(wanted)))
    return user


def grant_role(user: User, role: Role) -> None:
    """Give a role; having it already changes nothing."""
    record = cast(AccountRole, datastore.find_or_create_role(role.value))
    if record not in user.roles:
        user.roles.append(record)

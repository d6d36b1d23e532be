"""The kinds of actors the rules about achievements tell apart."""

from __future__ import annotations

from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from matchmaker.organizations.models import Organization
from tests.factories.accounts import make_user
from tests.factories.organizations import make_organization
from tests.support.people import actor_with


def member_of(organization: Organization | None, role: Role = Role.RESEARCHER) -> Actor:
    """Somebody with an account who acts for the organization."""
    user = make_user(role)
    return actor_with(role, organization.id if organization else None, user.id)


def cast(holder: Organization) -> dict[str, Actor]:
    """One of each kind, seen from an achievement of ``holder``."""
    return {
        "stranger": ANONYMOUS,
        "person": member_of(None, Role.ENTERPRISE_MEMBER),
        "other": member_of(make_organization(), Role.ENTERPRISE_MEMBER),
        "broker": member_of(None, Role.BROKER),
        "holder": member_of(holder),
        "manager": member_of(None, Role.SUB_CENTRE_MANAGER),
        "operator": member_of(None, Role.OPERATOR),
        "system": SYSTEM,
    }

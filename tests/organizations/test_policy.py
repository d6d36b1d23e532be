"""Who may do what: kinds of actors × states × permissions; and the same rule as a query."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from matchmaker.organizations.models import Organization, OrganizationStatus
from matchmaker.organizations.policy import POLICY, OrganizationPermission, visible_to
from tests.factories.accounts import make_user
from tests.factories.organizations import make_organization
from tests.support.people import actor_with

P, S = OrganizationPermission, OrganizationStatus
ACTORS = ("stranger", "outsider", "other_member", "member", "owner", "staff", "operator", "system")
OWN, ANY_MEMBER, STAFF = {"owner"}, {"owner", "member"}, {"staff", "operator", "system"}
EVERYBODY = set(ACTORS)
HOMELESS = {"outsider", "staff", "operator", "system"}  # signed in without an organization
ALLOWED = {
    P.BAN: dict.fromkeys(S, STAFF),
    P.CREATE: dict.fromkeys(S, HOMELESS),
    P.EDIT: dict.fromkeys(S, ANY_MEMBER),
    P.LEAVE: dict.fromkeys(S, ANY_MEMBER),
    P.MANAGE_MEMBERS: dict.fromkeys(S, OWN),
    P.READ: dict.fromkeys(S, ANY_MEMBER | STAFF) | {S.VERIFIED: EVERYBODY},
    P.READ_PRIVATE: dict.fromkeys(S, ANY_MEMBER | STAFF),
    P.SUBMIT: dict.fromkeys(S, ANY_MEMBER | {"system"}),
    P.VERIFY: dict.fromkeys(S, STAFF),
}


def cast_of(organization: Organization, owner_id: int) -> dict[str, Actor]:
    member, number = Role.ENTERPRISE_MEMBER, organization.id
    return {
        "stranger": ANONYMOUS,
        "outsider": actor_with(Role.RESEARCHER, None, 901),
        "other_member": actor_with(member, number + 1000, 902),
        "member": actor_with(member, number, 903),
        "owner": actor_with(member, number, owner_id),
        "staff": actor_with(Role.SUB_CENTRE_MANAGER, None, 904),
        "operator": actor_with(Role.OPERATOR, None, 905),
        "system": SYSTEM,
    }


@pytest.mark.parametrize("status", S)
def test_matrix(app: Flask, status: OrganizationStatus) -> None:
    assert set(ALLOWED) == set(P), "a permission is missing in the table of the test"
    owner = make_user()
    organization = make_organization(status, owner=owner)
    cast = cast_of(organization, owner.id)
    found = {p: {name for name in ACTORS if POLICY.can(cast[name], p, organization)} for p in P}
    assert found == {p: ALLOWED[p][status] for p in P}


def test_visible_is_what_may_be_read(app: Flask) -> None:
    owner = make_user()
    own = make_organization(S.UNVERIFIED, owner=owner)
    everything = [own, *(make_organization(status) for status in S)]
    for name, actor in cast_of(own, owner.id).items():
        seen = set(db.session.scalars(select(Organization.id).where(visible_to(actor))))
        assert seen == {o.id for o in everything if POLICY.can(actor, P.READ, o)}, name

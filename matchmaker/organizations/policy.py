"""Who may do what with an organization."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, or_, true

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_signed_in, is_staff, is_system
from matchmaker.organizations.models import Organization
from matchmaker.organizations.vocabulary import OrganizationStatus


class OrganizationPermission(StrEnum):
    """What can be done, in alphabetical order."""

    BAN = "organization:ban"  # enter a breach of trust in the register, and lift it
    CREATE = "organization:create"  # register the organization one works for
    EDIT = "organization:edit"  # change its data
    LEAVE = "organization:leave"  # stop acting for it
    MANAGE_MEMBERS = "organization:manage-members"  # add and remove members
    READ = "organization:read"  # see its public page
    READ_PRIVATE = "organization:read-private"  # see contact data, evidence and trail
    SUBMIT = "organization:submit"  # hand in the papers for verification
    VERIFY = "organization:verify"  # judge the papers


def is_verified(actor: Actor, organization: Organization) -> bool:
    return organization.status is OrganizationStatus.VERIFIED


def is_member(actor: Actor, organization: Organization) -> bool:
    return actor.belongs_to(organization.id)


def is_owner(actor: Actor, organization: Organization) -> bool:
    return any(m.is_owner and m.user_id == actor.user_id for m in organization.memberships)


def has_no_organization(actor: Actor, organization: Organization | None) -> bool:
    """One person acts for one organization."""
    return actor.organization_id is None


P = OrganizationPermission
POLICY = Policy(
    "organization",
    {
        P.BAN: [[is_staff]],
        P.CREATE: [[is_signed_in, has_no_organization]],
        P.EDIT: [[is_member]],
        P.LEAVE: [[is_member]],
        P.MANAGE_MEMBERS: [[is_member, is_owner]],
        P.READ: [[is_verified], [is_member], [is_staff]],
        P.READ_PRIVATE: [[is_member], [is_staff]],
        P.SUBMIT: [[is_member], [is_system]],
        P.VERIFY: [[is_staff]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query."""
    if actor.is_staff:
        return true()
    verified = Organization.status == OrganizationStatus.VERIFIED
    if actor.organization_id is None:
        return verified
    return or_(verified, Organization.id == actor.organization_id)

"""Reading organizations; every list starts from what the actor may see."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate
from matchmaker.organizations.models import Ban, Membership, Organization, VerificationEvidence
from matchmaker.organizations.policy import visible_to
from matchmaker.organizations.vocabulary import OrganizationStatus

_WITH_PARTS = (
    selectinload(Organization.memberships).joinedload(Membership.user),
    selectinload(Organization.evidence),
)


class Belonging(NamedTuple):
    """What an actor needs to know of the own organization."""

    organization_id: int
    is_verified: bool


def belonging_of(user_id: int) -> Belonging | None:
    """The organization a person acts for, in one statement."""
    query = (
        select(Membership.organization_id, Organization.status)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.user_id == user_id)
    )
    row = db.session.execute(query).first()
    return Belonging(row[0], row[1] is OrganizationStatus.VERIFIED) if row else None


def get(actor: Actor, public_id: str) -> Organization:
    """One organization with members and evidence; `NotFound` when the actor may not see it."""
    wanted = (Organization.public_id == public_id, visible_to(actor))
    organization = db.session.scalar(select(Organization).where(*wanted).options(*_WITH_PARTS))
    if organization is None:
        raise NotFound
    return organization


def own(actor: Actor) -> Organization | None:
    """The actor's organization with members and papers, if any."""
    if actor.organization_id is None:
        return None
    query = select(Organization).where(Organization.id == actor.organization_id).options(*_WITH_PARTS)
    return db.session.scalar(query)


def membership_of(organization: Organization, number: int) -> Membership:
    """One of its memberships; `NotFound` for any other number."""
    found = next((m for m in organization.memberships if m.id == number), None)
    if found is None:
        raise NotFound
    return found


def evidence_of(organization: Organization, number: int) -> VerificationEvidence:
    """One of its papers; `NotFound` for any other number."""
    found = next((paper for paper in organization.evidence if paper.id == number), None)
    if found is None:
        raise NotFound
    return found


def is_taken(credit_code: str, own_id: int | None) -> bool:
    """Whether another organization has registered this code."""
    query = select(Organization.id).where(
        Organization.credit_code == credit_code, Organization.id != (own_id or 0)
    )
    return db.session.scalar(query) is not None


def on_desk(actor: Actor, status: OrganizationStatus | None, text: str, page: int) -> Page:
    """The staff's list: oldest submission first."""
    query = select(Organization).where(visible_to(actor))
    if status is not None:
        query = query.where(Organization.status == status)
    if text:
        query = query.where(
            Organization.name.contains(text, autoescape=True) | (Organization.credit_code == text.upper())
        )
    order = (Organization.submitted_at.is_(None), Organization.submitted_at, Organization.id)
    return paginate(query.order_by(*order), page)


def counts_by_status(actor: Actor) -> dict[OrganizationStatus, int]:
    """How many organizations stand in each state."""
    query = select(Organization.status, func.count()).where(visible_to(actor)).group_by(Organization.status)
    return {row[0]: row[1] for row in db.session.execute(query)}


def bans_of(organization: Organization) -> list[Ban]:
    """Its entries in the register of breaches of trust, newest first; for itself and staff."""
    query = select(Ban).where(Ban.organization_id == organization.id)
    return list(db.session.scalars(query.order_by(Ban.starts_on.desc(), Ban.id.desc())))


def ban_of(organization: Organization, number: int) -> Ban:
    """One of its bans; `NotFound` for any other number."""
    found = next((ban for ban in bans_of(organization) if ban.id == number), None)
    if found is None:
        raise NotFound
    return found

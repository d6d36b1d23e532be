"""Registering an organization and changing its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.numbering import next_number
from matchmaker.kernel.unit_of_work import is_duplicate
from matchmaker.organizations.models import Membership, Organization
from matchmaker.organizations.policy import POLICY, OrganizationPermission
from matchmaker.organizations.queries import is_taken
from matchmaker.organizations.vocabulary import OrganizationStatus
from matchmaker.organizations.workflow import WORKFLOW

P = OrganizationPermission
# Changing one of these makes an earlier verification worthless.
IDENTITY = frozenset({"kind", "name", "credit_code"})
DATA = IDENTITY | {
    "region_code", "industry_code", "address", "website", "introduction", "contact_name", "contact_phone",
    "contact_email", "is_high_tech", "is_tech_sme", "is_above_scale", "is_little_giant", "anonymous_label",
}  # fmt: skip
TAKEN = _l("这个代码的机构已经登记。请让该机构的管理员用你的邮箱把你加为成员；联系不上时找分中心。")
ONE_EACH = _l("你已经属于一个机构。一个账号目前只能属于一个机构。")


def create_organization(actor: Actor, values: Mapping[str, Any]) -> Organization:
    """Register the organization the actor works for; the actor becomes its owner."""
    POLICY.require(actor, P.CREATE)
    _refuse_taken(values.get("credit_code"), None)
    organization = Organization(**_numbers(), **_data(values))
    organization.memberships.append(Membership(user_id=actor.user_id, is_owner=True))
    db.session.add(organization)
    _flush()
    audit.record("organization", organization.id, "create", actor, note=organization.name)
    return organization


def update_organization(
    actor: Actor, organization: Organization, values: Mapping[str, Any], version: int | None = None
) -> Organization:
    """Change its data; raises `Conflict` when ``version`` is no longer the present one.

    A new name, kind or code takes a checked organization back to unverified.
    """
    POLICY.require(actor, P.EDIT, organization)
    if version is not None and version != organization.version:
        raise Conflict
    _refuse_taken(values.get("credit_code"), organization.id)
    changed = sorted(name for name, value in _data(values).items() if getattr(organization, name) != value)
    if not changed:
        return organization
    if organization.status is not OrganizationStatus.UNVERIFIED and IDENTITY.intersection(changed):
        organization.verified_at = None
        WORKFLOW.apply(organization, "reset", actor)
    for name in changed:
        setattr(organization, name, values[name])
    audit.record("organization", organization.id, "update", actor, details={"fields": changed})
    _flush()
    return organization


def _data(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in DATA}


def _numbers() -> dict[str, str]:
    """The public number, and the next free code that stands for the name in anonymous posts."""
    number = next_number("organization")
    code = f"E-{next_number('organization-alias'):03d}"
    while db.session.scalar(select(func.count()).where(Organization.anonymous_code == code)):
        code = f"E-{next_number('organization-alias'):03d}"
    return {"public_id": f"ORG-{number:04d}", "anonymous_code": code}


def _refuse_taken(credit_code: str | None, own_id: int | None) -> None:
    if credit_code and is_taken(credit_code, own_id):
        raise GuardFailed(errors={"credit_code": TAKEN})


def _flush() -> None:
    """Write now; what another request has done in the same moment becomes a sentence."""
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_duplicate(error, "credit_code"):
            raise GuardFailed(errors={"credit_code": TAKEN}) from error
        if is_duplicate(error, "membership.user_id", "uq_membership_user_id"):
            raise GuardFailed(ONE_EACH) from error
        raise

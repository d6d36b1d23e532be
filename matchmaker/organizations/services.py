"""Registering, changing, verifying organizations; managing their members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.kernel.numbering import next_number
from matchmaker.organizations.events import OrganizationRefused, OrganizationSubmitted, OrganizationVerified
from matchmaker.organizations.models import Membership, Organization, VerificationEvidence
from matchmaker.organizations.policy import POLICY, OrganizationPermission
from matchmaker.organizations.vocabulary import OrganizationStatus
from matchmaker.organizations.workflow import WORKFLOW

P = OrganizationPermission
MOST_EVIDENCE = 8
# Changing one of these makes an earlier verification worthless.
IDENTITY = ("kind", "name", "credit_code")


def create_organization(actor: Actor, values: Mapping[str, Any]) -> Organization:
    """Register the organization the actor works for; the actor becomes its owner."""
    POLICY.require(actor, P.CREATE)
    _refuse_duplicate(values.get("credit_code"), None)
    organization = Organization(**_numbers(), **values)
    organization.memberships.append(Membership(user_id=actor.user_id, is_owner=True))
    db.session.add(organization)
    db.session.flush()
    audit.record("organization", organization.id, "create", actor, after=organization.name)
    return organization


def _numbers() -> dict[str, str]:
    """The public number and the code that stands for the name in anonymous posts."""
    number = next_number("organization")
    return {"public_id": f"ORG-{number:04d}", "anonymous_code": f"E-{number:03d}"}


def _refuse_duplicate(credit_code: str | None, own_id: int | None) -> None:
    if not credit_code:
        return
    taken = select(Organization.id).where(
        Organization.credit_code == credit_code, Organization.id != (own_id or 0)
    )
    if db.session.scalar(taken):
        raise GuardFailed(
            errors={
                "credit_code": _l(
                    "这个代码的机构已经登记。请让该机构的管理员把你的邮箱加为成员，或联系分中心。"
                )
            }
        )


def update_organization(actor: Actor, organization: Organization, values: Mapping[str, Any]) -> Organization:
    """Change its data. A new name, kind or code takes the organization back to unverified."""
    POLICY.require(actor, P.EDIT, organization)
    _refuse_duplicate(values.get("credit_code"), organization.id)
    changed = sorted(name for name, value in values.items() if getattr(organization, name) != value)
    if not changed:
        return organization
    for name in changed:
        setattr(organization, name, values[name])
    audit.record("organization", organization.id, "update", actor, details={"fields": changed})
    if organization.status is not OrganizationStatus.UNVERIFIED and set(changed) & set(IDENTITY):
        organization.verified_at = None
        WORKFLOW.apply(organization, "reset", actor)
    return organization


def add_evidence(
    actor: Actor, organization: Organization, columns: Mapping[str, Any]
) -> VerificationEvidence:
    """Attach a stored scan; ``columns`` are those of `FileMixin`."""
    POLICY.require(actor, P.SUBMIT, organization)
    if len(organization.evidence) >= MOST_EVIDENCE:
        raise GuardFailed(errors={"evidence": _l("最多 8 个文件，请先删除不需要的。")})
    paper = VerificationEvidence(**columns)
    organization.evidence.append(paper)
    audit.record("organization", organization.id, "add_evidence", actor, note=paper.filename)
    return paper


def remove_evidence(actor: Actor, paper: VerificationEvidence) -> str:
    """Take a scan away while nothing is being judged; returns its storage key for deletion after the commit."""
    organization = paper.organization
    POLICY.require(actor, P.SUBMIT, organization)
    if organization.status in (OrganizationStatus.PENDING, OrganizationStatus.VERIFIED):
        raise GuardFailed(_l("核验中或已核验的材料不能删除。"))
    audit.record("organization", organization.id, "remove_evidence", actor, note=paper.filename)
    organization.evidence.remove(paper)
    return paper.storage_key


def submit_organization(actor: Actor, organization: Organization) -> None:
    """Hand in the papers for verification."""
    WORKFLOW.apply(organization, "submit", actor)
    organization.submitted_at = clock.now()
    organization.refusal_reason = ""
    publish(OrganizationSubmitted(organization.id))


def verify_organization(actor: Actor, organization: Organization, note: str = "") -> None:
    """Staff have checked the identity."""
    organization.verified_at = clock.now()
    with db.session.no_autoflush:
        WORKFLOW.apply(organization, "verify", actor, note)
    publish(OrganizationVerified(organization.id))


def refuse_organization(actor: Actor, organization: Organization, reason: str) -> None:
    """Staff send the papers back and say why."""
    WORKFLOW.apply(organization, "refuse", actor, reason)
    organization.refusal_reason = reason
    publish(OrganizationRefused(organization.id, reason))


def add_member(actor: Actor, organization: Organization, email: str) -> Membership:
    """Let a registered person act for the organization."""
    POLICY.require(actor, P.MANAGE_MEMBERS, organization)
    user = db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
    if user is None or user.confirmed_at is None:
        raise GuardFailed(errors={"email": _l("这个邮箱还没有注册并确认。请对方先注册账号，再来添加。")})
    if db.session.scalar(select(Membership.id).where(Membership.user_id == user.id)):
        raise GuardFailed(errors={"email": _l("这个账号已经属于一个机构。一个账号目前只能属于一个机构。")})
    membership = Membership(user_id=user.id)
    organization.memberships.append(membership)
    audit.record("organization", organization.id, "add_member", actor, after=user.email)
    return membership


def remove_member(actor: Actor, membership: Membership) -> None:
    """Take the right to act away; the last owner stays."""
    organization = membership.organization
    POLICY.require(actor, P.MANAGE_MEMBERS, organization)
    if membership.is_owner and sum(m.is_owner for m in organization.memberships) == 1:
        raise GuardFailed(_l("至少要留一位管理员。"))
    audit.record("organization", organization.id, "remove_member", actor, before=membership.user.email)
    organization.memberships.remove(membership)

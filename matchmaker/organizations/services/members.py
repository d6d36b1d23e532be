"""Who may act for an organization."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.organizations.events import MemberAdded
from matchmaker.organizations.models import Membership, Organization
from matchmaker.organizations.policy import POLICY, OrganizationPermission

P = OrganizationPermission


def add_member(actor: Actor, organization: Organization, email: str) -> Membership:
    """Let a registered person act for the organization."""
    POLICY.require(actor, P.MANAGE_MEMBERS, organization)
    user = db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
    if user is None or user.confirmed_at is None:
        raise GuardFailed(errors={"email": _l("这个邮箱还没有注册并确认。请对方先注册账号，再来添加。")})
    own = db.session.scalar(select(Membership).where(Membership.user_id == user.id))
    if own is not None and own.organization_id == organization.id:
        raise GuardFailed(errors={"email": _l("这个账号已经是本机构的成员。")})
    if own is not None:
        raise GuardFailed(errors={"email": _l("这个账号已经属于别的机构。一个账号目前只能属于一个机构。")})
    membership = Membership(user=user)
    organization.memberships.append(membership)
    audit.record("organization", organization.id, "add_member", actor, note=user.name or user.email)
    publish(MemberAdded(organization.id, user.id))
    return membership


def make_owner(actor: Actor, membership: Membership) -> None:
    """Let a member manage members too."""
    organization = membership.organization
    POLICY.require(actor, P.MANAGE_MEMBERS, organization)
    if not membership.is_owner:
        membership.is_owner = True
        audit.record("organization", organization.id, "make_owner", actor, note=_name(membership))


def remove_member(actor: Actor, membership: Membership) -> None:
    """Take the right to act away; the last owner stays."""
    organization = membership.organization
    POLICY.require(actor, P.MANAGE_MEMBERS, organization)
    _end(actor, membership, "remove_member")


def leave_organization(actor: Actor, organization: Organization) -> None:
    """The actor stops acting for it; the last owner stays."""
    POLICY.require(actor, P.LEAVE, organization)
    membership = next(m for m in organization.memberships if m.user_id == actor.user_id)
    _end(actor, membership, "leave")


def _end(actor: Actor, membership: Membership, action: str) -> None:
    organization = membership.organization
    if membership.is_owner and sum(m.is_owner for m in organization.memberships) == 1:
        raise GuardFailed(_l("至少要留一位管理员。请先把另一位成员设为管理员。"))
    audit.record("organization", organization.id, action, actor, note=_name(membership))
    organization.memberships.remove(membership)


def _name(membership: Membership) -> str:
    return membership.user.name or membership.user.email

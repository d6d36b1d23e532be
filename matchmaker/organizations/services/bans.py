"""The register of breaches of trust (失信): entering with a reason and a term, and lifting with a reason."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.organizations.events import BanLifted, OrganizationBanned
from matchmaker.organizations.models import Ban, Organization
from matchmaker.organizations.policy import POLICY, OrganizationPermission

LONGEST_YEARS = 10
LONGEST_REASON = 500


def ban_organization(actor: Actor, organization: Organization, years: int, reason: str) -> Ban:
    """Keep it from proposing for so many years from today."""
    POLICY.require(actor, OrganizationPermission.BAN, organization)
    errors = _reason_errors(reason)
    if not 1 <= years <= LONGEST_YEARS:
        errors["years"] = _("期限要在 1 到 %(most)s 年之间。", most=LONGEST_YEARS)
    if ban_in_force(organization.id):
        errors["reason"] = _("这家机构已有一条生效的失信记录。")
    if errors:
        raise GuardFailed(errors=errors)
    today = clock.today()
    ban = Ban(
        organization=organization,
        reason=reason.strip(),
        starts_on=today,
        ends_on=_years_later(today, years),
        imposed_by_id=actor.user_id,
    )
    db.session.add(ban)
    db.session.flush()
    audit.record(
        "organization", organization.id, "ban", actor, after=ban.ends_on.isoformat(), note=ban.reason
    )
    publish(OrganizationBanned(organization.id, ban.reason))
    return ban


def lift_ban(actor: Actor, ban: Ban, reason: str) -> None:
    """End it today; the entry stays, with why it was lifted."""
    POLICY.require(actor, OrganizationPermission.BAN, ban.organization)
    if not ban.is_in_force(clock.today()):
        raise Conflict(_("这条失信记录已经不再生效。"))
    if errors := _reason_errors(reason):
        raise GuardFailed(errors=errors)
    with db.session.no_autoflush:  # day and reason belong together
        ban.lifted_on, ban.lift_reason = clock.today(), reason.strip()
    audit.record("organization", ban.organization_id, "lift_ban", actor, note=ban.lift_reason)
    publish(BanLifted(ban.organization_id, ban.lift_reason))


def ban_in_force(organization_id: int) -> Ban | None:
    """The ban that holds today, if any."""
    today = clock.today()
    holds = (
        Ban.organization_id == organization_id,
        Ban.lifted_on.is_(None),
        Ban.starts_on <= today,
        Ban.ends_on >= today,
    )
    return db.session.scalar(select(Ban).where(*holds).order_by(Ban.ends_on.desc()).limit(1))


def _reason_errors(reason: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": _("请写明理由。")}
    if len(reason) > LONGEST_REASON:
        return {
            "reason": _("最多 %(limit)s 字，现在 %(length)s 字。", limit=LONGEST_REASON, length=len(reason))
        }
    return {}


def _years_later(day: date, years: int) -> date:
    """The same day; 29 February ends on the 28th in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

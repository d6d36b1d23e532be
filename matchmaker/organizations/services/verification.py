"""Papers, and the judgement on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish
from matchmaker.organizations.events import OrganizationRefused, OrganizationSubmitted, OrganizationVerified
from matchmaker.organizations.models import Organization, VerificationEvidence
from matchmaker.organizations.policy import POLICY, OrganizationPermission
from matchmaker.organizations.vocabulary import EvidenceKind, OrganizationStatus
from matchmaker.organizations.workflow import WORKFLOW

P = OrganizationPermission
MOST_EVIDENCE = 8
COLLECTING = (OrganizationStatus.UNVERIFIED, OrganizationStatus.REFUSED)


def add_evidence(
    actor: Actor, organization: Organization, kind: EvidenceKind, columns: Mapping[str, Any]
) -> VerificationEvidence:
    """Attach a stored scan; ``columns`` are those of `FileMixin`."""
    POLICY.require(actor, P.SUBMIT, organization)
    _require_collecting(organization)
    if len(organization.evidence) >= MOST_EVIDENCE:
        raise GuardFailed(errors={kind.value: _l("最多 8 个文件，请先移除不需要的。")})
    paper = VerificationEvidence(kind=kind, **columns)
    organization.evidence.append(paper)
    audit.record("organization", organization.id, "upload", actor, note=paper.filename)
    return paper


def remove_evidence(actor: Actor, paper: VerificationEvidence) -> str:
    """Take a scan away while nothing is being judged; returns its storage key, to be deleted after the commit."""
    organization = paper.organization
    POLICY.require(actor, P.SUBMIT, organization)
    _require_collecting(organization)
    audit.record("organization", organization.id, "remove", actor, note=paper.filename)
    organization.evidence.remove(paper)
    return paper.storage_key


def _require_collecting(organization: Organization) -> None:
    if organization.status not in COLLECTING:
        raise GuardFailed(_l("核验中或已核验的材料不能增减。"))


def submit_organization(actor: Actor, organization: Organization) -> None:
    """Hand in the papers for verification."""
    WORKFLOW.apply(organization, "submit", actor)
    organization.submitted_at = clock.now()
    organization.refusal_reason = ""
    publish(OrganizationSubmitted(organization.id))


def verify_organization(
    actor: Actor, organization: Organization, note: str = "", version: int | None = None
) -> None:
    """Staff have checked the identity; raises `Conflict` when ``version`` is not what they looked at."""
    _require_version(organization, version)
    with db.session.no_autoflush:  # state and date go to the database together
        WORKFLOW.apply(organization, "verify", actor, note)
        organization.verified_at = clock.now()
    publish(OrganizationVerified(organization.id))


def refuse_organization(
    actor: Actor, organization: Organization, reason: str, version: int | None = None
) -> None:
    """Staff send the papers back and say why."""
    _require_version(organization, version)
    WORKFLOW.apply(organization, "refuse", actor, reason)
    organization.refusal_reason = reason
    publish(OrganizationRefused(organization.id, reason))


def _require_version(organization: Organization, version: int | None) -> None:
    if version is not None and version != organization.version:
        raise Conflict

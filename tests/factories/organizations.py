"""Organizations for tests, in any state, written straight into the database."""

from __future__ import annotations

from itertools import count
from typing import Any

from stdnum.cn import uscc

from matchmaker.accounts.models import User
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.organizations.models import Membership, Organization, VerificationEvidence
from matchmaker.organizations.vocabulary import EvidenceKind, OrganizationKind, OrganizationStatus

_numbers = count(1)


def credit_code(number: int) -> str:
    """A fictional code with a right check digit."""
    stem = f"91150302MA{number:07d}"
    return stem + uscc.calc_check_digit(stem + "0")


def make_organization(
    status: OrganizationStatus = OrganizationStatus.VERIFIED, *, owner: User | None = None, **values: Any
) -> Organization:
    """A complete organization; ``owner`` becomes its first member."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "public_id": f"ORG-T{number:04d}",
        "anonymous_code": f"E-T{number}",
        "anonymous_label": "化工企业",
        "kind": OrganizationKind.ENTERPRISE,
        "name": f"乌海样本化工 {number} 号（示例）",
        "credit_code": credit_code(number),
        "region_code": "150302",
        "industry_code": "C2614",
        "contact_name": "示例联系人",
        "contact_phone": "0473-0000000",
        "submitted_at": None if status is OrganizationStatus.UNVERIFIED else clock.now(),
        "verified_at": clock.now() if status is OrganizationStatus.VERIFIED else None,
    } | values
    organization = Organization(status=status, **fields)
    organization.evidence += [
        VerificationEvidence(
            kind=kind,
            filename=f"{kind.label}.pdf",
            media_type="application/pdf",
            size=9,
            sha256="0" * 64,
            storage_key=f"t/{number}-{kind.value}",
        )
        for kind in EvidenceKind
    ]
    if owner is not None:
        organization.memberships.append(Membership(user_id=owner.id, is_owner=True))
    db.session.add(organization)
    db.session.commit()
    return organization

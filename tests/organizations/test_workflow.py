"""Every action from every state; who is told; what the guard asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.events import subscribe
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations import services
from matchmaker.organizations.events import OrganizationRefused, OrganizationSubmitted, OrganizationVerified
from matchmaker.organizations.models import OrganizationStatus
from matchmaker.organizations.vocabulary import EvidenceKind
from matchmaker.organizations.workflow import NEEDED, WORKFLOW
from tests.factories.organizations import make_organization
from tests.support.people import actor_with

S = OrganizationStatus
LEGAL = {
    ("submit", S.UNVERIFIED): S.PENDING,
    ("submit", S.REFUSED): S.PENDING,
    ("verify", S.PENDING): S.VERIFIED,
    ("refuse", S.PENDING): S.REFUSED,
    ("reset", S.PENDING): S.UNVERIFIED,
    ("reset", S.VERIFIED): S.UNVERIFIED,
    ("reset", S.REFUSED): S.UNVERIFIED,
}
STAFF = actor_with(Role.SUB_CENTRE_MANAGER, None, 77)


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("action", [t.action for t in WORKFLOW.transitions])
def test_all_pairs(app: Flask, action: str, status: OrganizationStatus) -> None:
    organization = make_organization(status)
    target = LEGAL.get((action, status))
    with db.session.no_autoflush:
        if target is None:
            with pytest.raises(IllegalTransition):
                WORKFLOW.apply(organization, action, SYSTEM, "说明")
            assert organization.status is status
        else:
            WORKFLOW.apply(organization, action, SYSTEM, "说明")
            assert organization.status is target
        db.session.rollback()


@pytest.fixture
def heard() -> list[object]:
    events: list[object] = []
    for kind in (OrganizationSubmitted, OrganizationVerified, OrganizationRefused):
        subscribe(kind, events.append)
    return events


def test_the_whole_way(app: Flask, heard: list[object]) -> None:
    number = make_organization(S.UNVERIFIED).id
    member = actor_with(Role.ENTERPRISE_MEMBER, number)
    from matchmaker.organizations.models import Organization

    def present() -> Organization:
        return db.session.get_one(Organization, number)

    with transaction():
        services.submit_organization(member, present())
    assert present().submitted_at is not None
    with transaction():
        services.refuse_organization(STAFF, present(), "公章看不清")
    assert present().refusal_reason == "公章看不清"
    with transaction():
        services.submit_organization(member, present())
    assert present().refusal_reason == ""
    with transaction():
        services.verify_organization(STAFF, present())
    assert present().is_verified and present().verified_at is not None
    assert [type(event).__name__ for event in heard] == [
        "OrganizationSubmitted", "OrganizationRefused", "OrganizationSubmitted", "OrganizationVerified",
    ]  # fmt: skip
    trail = [(e.action, e.after) for e in audit.timeline("organization", number)]
    assert trail[0] == ("verify", "verified") and len(trail) == 4


@pytest.mark.parametrize("field", NEEDED)
def test_nothing_may_be_missing(app: Flask, field: str) -> None:
    organization = make_organization(S.UNVERIFIED)
    setattr(organization, field, None if field == "credit_code" else "")
    with db.session.no_autoflush, pytest.raises(GuardFailed) as refused:
        WORKFLOW.apply(organization, "submit", SYSTEM)
    assert set(refused.value.errors) == {field}
    db.session.rollback()


@pytest.mark.parametrize("kind", EvidenceKind)
def test_both_papers_are_needed(app: Flask, kind: EvidenceKind) -> None:
    organization = make_organization(S.UNVERIFIED)
    organization.evidence.remove(organization.papers(kind)[0])
    with pytest.raises(GuardFailed) as refused:
        WORKFLOW.apply(organization, "submit", SYSTEM)
    assert set(refused.value.errors) == {kind.value}
    db.session.rollback()


def test_refusing_needs_a_reason(app: Flask) -> None:
    organization = make_organization(S.PENDING)
    with pytest.raises(GuardFailed) as refused, transaction():
        services.refuse_organization(STAFF, organization, "  ")
    assert "note" in refused.value.errors


def test_members_do_not_judge_themselves(app: Flask) -> None:
    organization = make_organization(S.PENDING)
    with pytest.raises(PermissionDenied), transaction():
        services.verify_organization(actor_with(Role.ENTERPRISE_MEMBER, organization.id), organization)


def test_staff_judge_what_they_saw(app: Flask) -> None:
    organization = make_organization(S.PENDING)
    with pytest.raises(Conflict), transaction():
        services.verify_organization(STAFF, organization, "", organization.version + 1)

"""Registering, changing, papers, members."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations import queries, services
from matchmaker.organizations.models import Membership, Organization, OrganizationKind, OrganizationStatus
from matchmaker.organizations.services.verification import MOST_EVIDENCE
from matchmaker.organizations.vocabulary import EvidenceKind
from tests.factories.accounts import make_user
from tests.factories.organizations import credit_code, make_organization
from tests.support.people import actor_with

S = OrganizationStatus


def values(**changes: Any) -> dict[str, Any]:
    return {
        "kind": OrganizationKind.ENTERPRISE, "name": "河套样本材料有限公司（示例）", "credit_code": credit_code(880001),
        "region_code": "150303", "industry_code": "C2614", "contact_name": "示例联系人",
        "contact_phone": "0473-5550101",
    } | changes  # fmt: skip


def member_of(organization: Organization, user_id: int = 1) -> Actor:
    return actor_with(Role.ENTERPRISE_MEMBER, organization.id, user_id)


def paper(name: str) -> dict[str, Any]:
    return {
        "filename": name,
        "media_type": "application/pdf",
        "size": 9,
        "sha256": "0" * 64,
        "storage_key": name,
    }


def create(user_id: int, **changes: Any) -> Organization:
    with transaction():
        return services.create_organization(
            actor_with(Role.ENTERPRISE_MEMBER, None, user_id), values(**changes)
        )


# -- registering --------------------------------------------------------------------------------


def test_creator_becomes_owner(app: Flask) -> None:
    user = make_user()
    made = create(user.id)
    assert made.status is S.UNVERIFIED and made.public_id.startswith("ORG-")
    assert [(m.user_id, m.is_owner) for m in made.memberships] == [(user.id, True)]
    assert queries.belonging_of(user.id) == (made.id, False)
    assert queries.belonging_of(user.id + 1) is None


def test_only_known_columns_are_taken(app: Flask) -> None:
    made = create(make_user().id, status=S.VERIFIED, public_id="X", csrf_token="t")
    assert made.status is S.UNVERIFIED and made.public_id != "X"


def test_taken_alias_is_passed_over(app: Flask) -> None:
    make_organization(anonymous_code="E-001")
    assert create(make_user().id).anonymous_code == "E-002"


def test_duplicate_code_says_what_to_do(app: Flask) -> None:
    create(make_user().id)
    with pytest.raises(GuardFailed) as refused:
        create(make_user().id)
    assert "管理员" in str(refused.value.errors["credit_code"])
    assert db.session.scalar(select(func.count()).select_from(Organization)) == 1


def test_one_organization_each(app: Flask) -> None:
    user = make_user()
    made = create(user.id)
    with pytest.raises(PermissionDenied):
        services.create_organization(member_of(made, user.id), values(credit_code=credit_code(880002)))
    db.session.rollback()
    with pytest.raises(GuardFailed, match="一个机构"):  # two requests at the same time
        create(user.id, credit_code=credit_code(880002))
    assert db.session.scalar(select(func.count()).select_from(Organization)) == 1


# -- changing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["name", "credit_code", "kind"])
@pytest.mark.parametrize("status", [S.VERIFIED, S.PENDING, S.REFUSED])
def test_a_new_identity_must_be_checked_again(app: Flask, field: str, status: OrganizationStatus) -> None:
    organization = make_organization(status)
    new = {
        "name": "改名样本公司（示例）",
        "credit_code": credit_code(880003),
        "kind": OrganizationKind.INSTITUTE,
    }
    with transaction():
        services.update_organization(member_of(organization), organization, {field: new[field]})
    assert organization.status is S.UNVERIFIED and organization.verified_at is None
    assert getattr(organization, field) == new[field]


def test_other_data_change_nothing_of_that(app: Flask) -> None:
    organization = make_organization(S.VERIFIED)
    same = {"name": organization.name, "credit_code": organization.credit_code, "address": "样本路 1 号"}
    with transaction():
        services.update_organization(member_of(organization), organization, same)
    assert organization.is_verified and organization.address == "样本路 1 号"


def test_own_code_may_stay_but_not_anothers(app: Flask) -> None:
    first, second = make_organization(), make_organization()
    with pytest.raises(GuardFailed) as refused, transaction():
        services.update_organization(member_of(second), second, {"credit_code": first.credit_code})
    assert "credit_code" in refused.value.errors
    assert second.is_verified


def test_an_old_page_does_not_overwrite(app: Flask) -> None:
    organization = make_organization()
    with pytest.raises(Conflict), transaction():
        services.update_organization(
            member_of(organization), organization, {"address": "旧"}, organization.version + 1
        )


def test_outsiders_change_nothing(app: Flask) -> None:
    organization = make_organization()
    with pytest.raises(PermissionDenied):
        services.update_organization(
            actor_with(Role.ENTERPRISE_MEMBER, organization.id + 1), organization, {"address": "x"}
        )


# -- papers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", S)
def test_papers_change_only_while_collecting(app: Flask, status: OrganizationStatus) -> None:
    organization = make_organization(status)
    actor, is_open = member_of(organization), status in (S.UNVERIFIED, S.REFUSED)
    for act in (
        lambda: services.add_evidence(actor, organization, EvidenceKind.LICENCE, paper("新.pdf")),
        lambda: services.remove_evidence(actor, organization.evidence[0]),
    ):
        if is_open:
            with transaction():
                act()
        else:
            with pytest.raises(GuardFailed), transaction():
                act()


def test_removing_tells_which_bytes_to_delete(app: Flask) -> None:
    organization = make_organization(S.UNVERIFIED)
    key = organization.evidence[0].storage_key
    with transaction():
        assert services.remove_evidence(member_of(organization), organization.evidence[0]) == key
    assert key not in {p.storage_key for p in organization.evidence}


def test_not_too_many_papers(app: Flask) -> None:
    organization = make_organization(S.UNVERIFIED)
    with transaction():
        for n in range(len(organization.evidence), MOST_EVIDENCE):
            services.add_evidence(
                member_of(organization), organization, EvidenceKind.LICENCE, paper(f"{n}.pdf")
            )
    with pytest.raises(GuardFailed) as refused, transaction():
        services.add_evidence(
            member_of(organization), organization, EvidenceKind.AUTHORIZATION, paper("x.pdf")
        )
    assert "authorization" in refused.value.errors


# -- members ------------------------------------------------------------------------------------


def with_owner() -> tuple[Organization, Actor]:
    owner = make_user()
    organization = make_organization(owner=owner)
    return organization, member_of(organization, owner.id)


def test_owner_adds_by_mail_whatever_the_case(app: Flask) -> None:
    organization, owner = with_owner()
    user = make_user(email="new.member@demo.example")
    with transaction():
        services.add_member(owner, organization, "  New.Member@Demo.Example ")
    belonging = queries.belonging_of(user.id)
    assert belonging and belonging.organization_id == organization.id


@pytest.mark.parametrize(
    ("kind", "said"), [("unknown", "还没有注册"), ("unconfirmed", "还没有注册"), ("own", "已经是本机构"), ("other", "别的机构")]
)  # fmt: skip
def test_whom_one_cannot_add(app: Flask, kind: str, said: str) -> None:
    organization, owner = with_owner()
    email = "nobody@demo.example"
    if kind == "unconfirmed":
        email = make_user(confirmed=False).email
    elif kind == "own":
        email = organization.memberships[0].user.email
    elif kind == "other":
        user = make_user()
        make_organization(owner=user)
        email = user.email
    with pytest.raises(GuardFailed) as refused, transaction():
        services.add_member(owner, organization, email)
    assert said in str(refused.value.errors["email"])


def test_members_do_not_add_members(app: Flask) -> None:
    organization, owner = with_owner()
    user = make_user()
    with transaction():
        services.add_member(owner, organization, user.email)
    with pytest.raises(PermissionDenied), transaction():
        services.add_member(member_of(organization, user.id), organization, make_user().email)


def test_an_owner_stays(app: Flask) -> None:
    organization, owner = with_owner()
    with pytest.raises(GuardFailed, match="管理员"), transaction():
        services.leave_organization(owner, organization)
    with pytest.raises(GuardFailed, match="管理员"), transaction():
        services.remove_member(owner, organization.memberships[0])


def test_handing_over(app: Flask) -> None:
    organization, owner = with_owner()
    user = make_user()
    with transaction():
        services.make_owner(owner, services.add_member(owner, organization, user.email))
    with transaction():
        services.leave_organization(owner, organization)
    with transaction():
        left = db.session.scalars(select(Membership)).all()
        assert [(m.user_id, m.is_owner) for m in left] == [(user.id, True)]

"""The register of breaches of trust: who enters and lifts, what it hinders, who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.challenges import services as challenges
from matchmaker.challenges.services import Declaration
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from matchmaker.organizations import services
from matchmaker.organizations.models import Ban, Membership, Organization
from tests.factories.accounts import make_user
from tests.factories.calls import make_call
from tests.factories.challenges import make_challenge
from tests.factories.organizations import make_organization
from tests.support.people import actor_with

ClientAs = Callable[[Actor], FlaskClient]
CLEAR = Declaration(has_state_secret=False, has_personal_data=False)
REASON = "里程碑两次不通过且拒不退款"


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


@pytest.fixture
def organization(app: Flask) -> Organization:
    return make_organization()


@pytest.fixture
def member(organization: Organization) -> Actor:
    user = make_user()
    organization.memberships.append(Membership(user_id=user.id, is_owner=True))
    db.session.commit()
    return actor_with(Role.ENTERPRISE_MEMBER, organization.id, user.id)


def banned(staff: Actor, organization: Organization, years: int = 3) -> Ban:
    with transaction():
        return services.ban_organization(staff, organization, years, REASON)


def test_a_ban_holds_to_its_last_day(staff: Actor, organization: Organization) -> None:
    ban = banned(staff, organization)
    assert ban.ends_on == date(2029, 11, 24)
    assert services.ban_in_force(organization.id) is ban
    with clock.frozen(clock.now().replace(year=2029)):
        assert services.ban_in_force(organization.id) is ban
    with clock.frozen(clock.now().replace(year=2029) + timedelta(days=1)):
        assert services.ban_in_force(organization.id) is None
    assert audit.timeline("organization", organization.id)[0].action == "ban"


def test_a_leap_day(staff: Actor, organization: Organization) -> None:
    with clock.frozen(clock.now().replace(year=2028, month=2, day=29)):
        assert banned(staff, organization, 1).ends_on == date(2029, 2, 28)


def test_lifting_leaves_the_entry(staff: Actor, organization: Organization) -> None:
    ban = banned(staff, organization)
    with transaction():
        services.lift_ban(staff, ban, "已足额退款")
    assert services.ban_in_force(organization.id) is None
    assert (ban.lifted_on, ban.lift_reason) == (clock.today(), "已足额退款")
    with pytest.raises(Conflict), transaction():
        services.lift_ban(staff, ban, "再来一次")
    banned(staff, organization)  # a new breach makes a new entry
    assert len(db.session.scalars(select(Ban)).all()) == 2


@pytest.mark.parametrize(
    ("years", "reason", "field"),
    [(0, REASON, "years"), (11, REASON, "years"), (3, " ", "reason"), (3, "长" * 501, "reason")],
)
def test_what_is_refused(
    staff: Actor, organization: Organization, years: int, reason: str, field: str
) -> None:
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.ban_organization(staff, organization, years, reason)
    assert set(refusal.value.errors) == {field}
    assert db.session.scalars(select(Ban)).all() == []


def test_one_at_a_time(staff: Actor, organization: Organization) -> None:
    banned(staff, organization)
    with pytest.raises(GuardFailed), transaction():
        services.ban_organization(staff, organization, 3, REASON)


def test_only_staff(staff: Actor, organization: Organization, member: Actor) -> None:
    ban = banned(staff, organization)
    for actor in (ANONYMOUS, member, actor_with(Role.BROKER, None, 77)):
        with pytest.raises(PermissionDenied):
            services.ban_organization(actor, organization, 3, REASON)
        with pytest.raises(PermissionDenied):
            services.lift_ban(actor, ban, "放行")


def test_no_proposals_to_calls_meanwhile(staff: Actor, organization: Organization, member: Actor) -> None:
    ban = banned(staff, organization)
    in_call = make_challenge(ChallengeStatus.DRAFT, sponsor=organization, call_id=make_call().id)
    waiting = make_challenge(
        ChallengeStatus.SCREENING,
        sponsor=organization,
        call_id=make_call().id,
        deadline_at=clock.now() + timedelta(days=40),
    )
    with pytest.raises(GuardFailed) as refusal, transaction():
        challenges.submit_challenge(member, in_call, CLEAR)
    assert "2029-11-24" in refusal.value.errors["call"]
    with pytest.raises(GuardFailed), transaction():
        challenges.publish_challenge(staff, waiting)
    by_itself = make_challenge(ChallengeStatus.DRAFT, sponsor=organization)
    with transaction():
        challenges.submit_challenge(member, by_itself, CLEAR)
    with transaction():
        services.lift_ban(staff, ban, "已足额退款")
        challenges.submit_challenge(member, in_call, CLEAR)
    assert in_call.status is ChallengeStatus.SCREENING


def test_who_reads_it(
    client_as: ClientAs, client: FlaskClient, staff: Actor, organization: Organization, member: Actor
) -> None:
    banned(staff, organization)
    at = f"/organizations/{organization.public_id}"
    stranger = client_as(actor_with(Role.RESEARCHER, make_organization().id, 88))
    assert REASON in client_as(staff).get(at).text
    assert REASON in client_as(member).get("/organizations/mine").text
    for browser in (client, stranger):
        page = browser.get(at)
        assert (page.status_code, "失信" in page.text, REASON in page.text) == (200, False, False)
    assert client_as(member).get(f"{at}/bans").status_code == 403
    mails = db.session.scalars(select(Delivery).where(Delivery.kind == "OrganizationBanned")).all()
    assert len(mails) == 1
    assert REASON in mails[0].text


def test_the_page(client_as: ClientAs, staff: Actor, organization: Organization) -> None:
    web, at = client_as(staff), f"/organizations/{organization.public_id}/bans"
    assert "没有失信记录" in web.get(at).text
    refused = web.post(at, data={"years": "30", "reason": REASON})
    assert (refused.status_code, REASON in refused.text) == (422, True)
    assert web.post(at, data={"years": "三", "reason": REASON}).status_code == 422
    assert web.post(at, data={"years": "3", "reason": REASON}).status_code == 303
    assert "生效中" in web.get(at).text
    ban = db.session.scalars(select(Ban)).one()
    assert web.post(f"{at}/{ban.id}/lift", data={"reason": ""}).status_code == 422
    assert web.post(f"{at}/{ban.id}/lift", data={"reason": "已足额退款"}).status_code == 303
    assert "已足额退款" in web.get(at).text
    assert web.post(f"{at}/{ban.id}/lift", data={"reason": "再来"}).status_code == 409
    other = make_organization()
    assert (
        web.post(f"/organizations/{other.public_id}/bans/{ban.id}/lift", data={"reason": "x"}).status_code
        == 404
    )

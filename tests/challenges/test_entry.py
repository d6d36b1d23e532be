"""Proposing a need to a call: choosing it, its rules at submission and publication, who sees what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.challenges import services
from matchmaker.challenges.layers import visible
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services import Declaration
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, PermissionDenied
from matchmaker.kernel.money import WAN
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations.models import Organization
from tests.factories.calls import make_call
from tests.factories.challenges import make_challenge

S = ChallengeStatus
ClientAs = Callable[[Actor], FlaskClient]
STRICT = CallRules(min_bounty_amount=500 * WAN, has_intensity=True)
CLEAR = Declaration(has_state_secret=False, has_personal_data=False)


@pytest.fixture
def draft(sponsor_org: Organization) -> Challenge:
    return make_challenge(S.DRAFT, sponsor=sponsor_org)


def refused(sponsor: Actor, draft: Challenge) -> dict[str, str]:
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.submit_challenge(sponsor, draft, CLEAR)
    assert draft.status is S.DRAFT
    return refusal.value.errors


def test_the_rules_decide_at_submission(sponsor: Actor, draft: Challenge) -> None:
    call = make_call(rules=STRICT)
    with transaction():
        services.enter_call(sponsor, draft, call, 4_000 * WAN, 100 * WAN)
    errors = refused(sponsor, draft)
    assert set(errors) == {"funding_amount", "rd_amount"}
    assert "2.5%" in errors["rd_amount"]
    with transaction():
        services.enter_call(sponsor, draft, call, 4_000 * WAN, 200 * WAN)
        services.save_challenge(sponsor, draft, {"funding_amount": 500 * WAN})
    with transaction():
        services.submit_challenge(sponsor, draft, CLEAR)
    assert draft.status is S.SCREENING


def test_only_while_the_call_is_open(sponsor: Actor, draft: Challenge) -> None:
    call = make_call()
    with transaction():
        services.enter_call(sponsor, draft, call)
    with clock.frozen(call.closes_at):
        assert "call" in refused(sponsor, draft)
        with pytest.raises(GuardFailed), transaction():
            services.enter_call(sponsor, draft, call)
    with transaction():
        services.enter_call(sponsor, draft, None)
        services.submit_challenge(sponsor, draft, CLEAR)
    assert draft.call_id is None


def test_what_came_in_time_may_come_back_mended(sponsor: Actor, staff: Actor, draft: Challenge) -> None:
    call = make_call()
    with transaction():
        services.enter_call(sponsor, draft, call)
        services.submit_challenge(sponsor, draft, CLEAR)
    with clock.frozen(call.closes_at + timedelta(hours=1)):
        for _round in range(2):
            with transaction():
                services.return_challenge(staff, draft, "指标要写测试方法")
                services.enter_call(sponsor, draft, call, 4_000 * WAN, 200 * WAN)  # figures may be mended too
                services.submit_challenge(sponsor, draft, CLEAR)
        assert draft.status is S.SCREENING
        with transaction():
            services.return_challenge(staff, draft, "再补充")
        with pytest.raises(GuardFailed), transaction():
            services.enter_call(sponsor, draft, make_call(CallStatus.CLOSED))


def test_fields_the_call_does_not_take(sponsor: Actor, draft: Challenge) -> None:
    call = make_call(domain_codes=["agriculture"])
    with transaction():
        services.enter_call(sponsor, draft, call)
    assert set(refused(sponsor, draft)) == {"domain_code"}


def test_bidders_get_the_time_they_were_promised(staff: Actor, sponsor_org: Organization) -> None:
    call = make_call(rules=CallRules(min_bidding_days=30))
    short = make_challenge(S.SCREENING, sponsor=sponsor_org, call_id=call.id)  # 24 days
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.publish_challenge(staff, short)
    assert "30" in refusal.value.errors["deadline_on"]
    deadline = clock.now() + timedelta(days=31)
    enough = make_challenge(S.SCREENING, sponsor=sponsor_org, call_id=call.id, deadline_at=deadline)
    with transaction():
        services.publish_challenge(staff, enough)
    assert enough.status is S.OPEN


def test_only_the_sponsor_and_only_a_draft(
    actors: dict[str, Actor], draft: Challenge, sponsor_org: Organization
) -> None:
    call = make_call()
    for name in ("anonymous", "other", "loner", "staff", "broker"):
        with pytest.raises(PermissionDenied):
            services.enter_call(actors[name], draft, call)
    with pytest.raises(PermissionDenied):
        services.enter_call(actors["sponsor"], make_challenge(S.SCREENING, sponsor=sponsor_org), call)


def test_figures_of_the_company_are_nobodys_business(
    actors: dict[str, Actor], sponsor_org: Organization
) -> None:
    row = make_challenge(S.OPEN, sponsor=sponsor_org, call_id=make_call().id, sales_amount=1, rd_amount=1)
    for actor in actors.values():
        for name in ("sales_amount", "rd_amount"):
            with pytest.raises(AttributeError):
                getattr(visible(row, actor), name)


def test_the_pages(
    client_as: ClientAs, client: FlaskClient, sponsor: Actor, staff: Actor, draft: Challenge
) -> None:
    web, call = client_as(sponsor), make_call(rules=STRICT)
    at = f"/challenges/{draft.public_id}"
    assert call.title in web.get(f"{at}/call").text
    data = {"call": call.public_id, "sales_amount": "4321", "rd_amount": "88", "version": draft.version}
    assert web.post(f"{at}/call", data=data).status_code == 303
    page = web.get(f"{at}/review").text
    assert "4321 万元" in page
    assert "低于本次征集要求的 5%" in page
    assert web.post(f"{at}/call", data=data | {"version": "1"}).status_code == 409
    assert web.post(f"{at}/call", data=data | {"sales_amount": "很多", "version": ""}).status_code == 422
    assert web.post(f"{at}/call", data={"call": "nonsense"}).status_code == 404
    closed = make_call(CallStatus.CLOSED)
    assert "不接收申报" in web.post(f"{at}/call", data={"call": closed.public_id}).text
    received = make_challenge(
        S.SCREENING, call_id=call.id, title="本次征集收到的一项", sales_amount=4_321 * WAN, rd_amount=88 * WAN
    )
    judged = client_as(staff).get(f"/challenges/{received.public_id}/screening").text
    assert "4321 万元" in judged
    assert "低于本次征集要求的 5%" in judged
    make_challenge(S.SCREENING, title="平时提交的一项")
    desk = client_as(staff).get(f"/challenges/desk?call={call.public_id}").text
    assert "本次征集收到的一项" in desk
    assert "平时提交的一项" not in desk


def test_a_draft_begun_from_the_call(client_as: ClientAs, sponsor: Actor) -> None:
    web, call = client_as(sponsor), make_call()
    assert call.title in web.get(f"/challenges/new?call={call.public_id}").text
    assert web.post("/challenges/new", data={"draft_token": "t", "call": call.public_id}).status_code == 303
    assert db.session.query(Challenge).one().call_id == call.id


def test_the_public_page_names_the_call(client: FlaskClient, sponsor_org: Organization) -> None:
    call = make_call()
    row = make_challenge(S.OPEN, sponsor=sponsor_org, call_id=call.id, sales_amount=98_765 * WAN)
    page = client.get(f"/challenges/{row.public_id}").text
    assert call.title in page
    assert "98,765" not in page

"""Asking a broker for help: who may, what is refused, what becomes of it, who reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.brokers import services
from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.help_models import HelpRequest
from matchmaker.brokers.help_policy import POLICY, HelpPermission
from matchmaker.brokers.help_workflow import WORKFLOW
from matchmaker.brokers.items import Item
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import AssignmentStatus, BrokerStatus, HelpStatus
from matchmaker.dashboards.queries import tasks_for
from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from matchmaker.organizations.models import Organization
from tests.factories.accounts import make_user
from tests.factories.brokers import make_broker
from tests.factories.challenges import make_challenge
from tests.factories.organizations import make_organization
from tests.support.people import actor_with

ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture
def broker(app: Flask) -> Broker:
    return make_broker(user_id=make_user(Role.BROKER).id)


@pytest.fixture
def me(broker: Broker) -> Actor:
    return actor_with(Role.BROKER, None, broker.user_id or 0)


@pytest.fixture
def company(app: Flask) -> Actor:
    return actor_with(Role.ENTERPRISE_MEMBER, make_organization().id, make_user(Role.ENTERPRISE_MEMBER).id)


def test_an_accepted_request_becomes_an_assignment(broker: Broker, me: Actor, company: Actor) -> None:
    need = make_challenge(sponsor=db.session.get(Organization, company.organization_id))
    with transaction():
        services.assign_item(SYSTEM, Item.of(need), make_broker())
        request = services.ask_help(company, broker, "请帮我们找团队", Item.of(need))
    assert [task.endpoint for task in tasks_for(me)] == ["brokers.mine"] and tasks_for(company) == []
    with transaction():
        services.accept_help(me, request)
    running = db.session.query(Assignment).filter_by(status=AssignmentStatus.OPEN).one()
    assert (running.broker_id, running.challenge_id) == (broker.id, need.id) and tasks_for(me) == []
    with pytest.raises(IllegalTransition), transaction():
        services.accept_help(me, request)
    assert db.session.query(Delivery).filter_by(kind="HelpAsked").count() == 1


def test_what_is_refused(app: Flask, broker: Broker, me: Actor, company: Actor) -> None:
    for words, item in (("打 13800138000", None), ("帮忙", Item.of(make_challenge()))):
        with pytest.raises(GuardFailed), transaction():
            services.ask_help(company, broker, words, item)
    with transaction():
        for _n in range(app.config["CONTACT_REQUESTS_PER_DAY"]):
            request = services.ask_help(company, broker, "帮忙")
    with pytest.raises(GuardFailed), transaction():
        services.ask_help(company, broker, "再一条")
    with pytest.raises(GuardFailed), transaction():
        services.decline_help(me, request, " ")
    hidden = make_broker(BrokerStatus.SUSPENDED)
    for actor, asked in ((company, hidden), (me, broker), (ANONYMOUS, broker)):
        with pytest.raises(PermissionDenied), transaction():
            services.ask_help(actor, asked, "帮忙")


def test_who_may_do_what_from_every_state(broker: Broker, me: Actor, company: Actor) -> None:
    with transaction():
        request = services.ask_help(company, broker, "帮忙")
    people = {
        "me": me, "company": company, "anonymous": ANONYMOUS, "other": actor_with(Role.BROKER, 777, 999),
        "staff": actor_with(Role.SUB_CENTRE_MANAGER, None, 998),
    }  # fmt: skip
    allowed = {
        P: {n for n, a in people.items() if POLICY.can(a, P, request)}
        for P in ("help_request:read", "help_request:answer")
    }
    assert allowed == {HelpPermission.READ: {"me", "company", "staff"}, HelpPermission.ANSWER: {"me"}}
    with db.session.no_autoflush:
        for transition in WORKFLOW.transitions:
            for state in HelpStatus:
                for name, actor in people.items():
                    request.status = state
                    if name != "me" or state is not HelpStatus.ASKED:
                        with pytest.raises(PermissionDenied if name != "me" else IllegalTransition):
                            WORKFLOW.apply(request, transition.action, actor, "理由")
                    else:
                        WORKFLOW.apply(request, transition.action, actor, "理由")
    db.session.rollback()


def test_over_the_pages(
    broker: Broker, me: Actor, company: Actor, client: FlaskClient, client_as: ClientAs
) -> None:
    need = make_challenge(sponsor=db.session.get(Organization, company.organization_id), title="本单位的需求")
    at, asking, answering = f"/brokers/{broker.public_id}", client_as(company), client_as(me)
    assert "本单位的需求" in asking.get(at).get_data(as_text=True)
    assert "登录并加入机构后" in client.get(at).get_data(as_text=True)
    form = {"item": f"challenge-{need.id}", "message": "只给他看的话"}
    assert asking.post(f"{at}/ask", data=form | {"message": ""}).status_code == 422
    assert asking.post(f"{at}/ask", data=form | {"item": "challenge-99"}).status_code == 422
    assert answering.post(f"{at}/ask", data=form).status_code == 403
    assert asking.post(f"{at}/ask", data=form).status_code == 303
    number = db.session.query(HelpRequest).one().id
    assert "只给他看的话" in answering.get("/brokers/mine").get_data(as_text=True)
    stranger = client_as(actor_with(Role.BROKER, None, 999))
    for reader in (client, stranger):
        assert "只给他看的话" not in reader.get(at).get_data(as_text=True)
    assert stranger.post(f"/brokers/requests/{number}/accept").status_code == 404
    assert asking.post(f"/brokers/requests/{number}/accept").status_code == 403
    assert answering.post(f"/brokers/requests/{number}/decline", data={"note": ""}).status_code == 422
    assert answering.post(f"/brokers/requests/{number}/decline", data={"note": "手头已满"}).status_code == 303
    assert answering.post(f"/brokers/requests/{number}/accept").status_code == 409
    assert "手头已满" in asking.get(at).get_data(as_text=True)

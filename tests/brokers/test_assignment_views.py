"""Pages of assignment: staff give out, brokers give back, owners see who follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.brokers.assignment_models import Assignment, AssignmentRule, BrokerAbsence
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.brokers import make_broker
from tests.factories.challenges import make_challenge
from tests.support.people import actor_with

ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture
def staff(app: Flask, client_as: ClientAs) -> FlaskClient:
    return client_as(actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id))


def test_from_unassigned_to_the_owners_page(
    staff: FlaskClient, client: FlaskClient, client_as: ClientAs
) -> None:
    user = make_user(Role.BROKER)
    broker, other, need = make_broker(user_id=user.id), make_broker(), make_challenge(title="待分派的需求")
    assert "待分派的需求" in staff.get("/brokers/assignments").get_data(as_text=True)
    at = f"/brokers/assignments/challenge/{need.id}/assign"
    assert staff.post(at, data={"broker": ""}).status_code == 422
    assert staff.post(at, data={"broker": broker.id}).status_code == 303
    assert staff.post(at, data={"broker": other.id}).status_code == 409
    assert (
        staff.post("/brokers/assignments/achievement/99/assign", data={"broker": broker.id}).status_code
        == 404
    )
    one = db.session.query(Assignment).one()
    me, owner = (
        client_as(actor_with(Role.BROKER, None, user.id)),
        client_as(actor_with(Role.ENTERPRISE_MEMBER, need.sponsor_id, 801)),
    )
    assert "待分派的需求" in me.get("/brokers/mine").get_data(as_text=True)
    page = f"/challenges/{need.public_id}"
    assert "你的经纪人" in owner.get(page).get_data(as_text=True)
    assert "你的经纪人" not in client.get(page).get_data(as_text=True)
    assert (
        staff.post("/brokers/assignments/reassign", data={"broker": other.id, "note": "换人"}).status_code
        == 422
    )
    moved = {"broker": other.id, "note": "换人", "assignment": one.id}
    assert staff.post("/brokers/assignments/reassign", data=moved | {"note": ""}).status_code == 422
    assert staff.post("/brokers/assignments/reassign", data=moved).status_code == 303
    assert staff.post("/brokers/assignments/reassign", data=moved).status_code == 409
    assert "待分派的需求" not in me.get("/brokers/mine").get_data(as_text=True)


def test_declining_and_being_away(staff: FlaskClient, client_as: ClientAs) -> None:
    user = make_user(Role.BROKER)
    broker, deputy, offer = make_broker(user_id=user.id), make_broker(), make_achievement()
    staff.post(f"/brokers/assignments/achievement/{offer.id}/assign", data={"broker": broker.id})
    one = db.session.query(Assignment).one()
    me, stranger = (
        client_as(actor_with(Role.BROKER, None, user.id)),
        client_as(actor_with(Role.BROKER, None, 900)),
    )
    at = f"/brokers/assignments/{one.id}/decline"
    assert stranger.post(at, data={"note": "x"}).status_code == 404
    assert me.post(at, data={"note": ""}).status_code == 422
    assert me.post(at, data={"note": "不熟悉"}).status_code == 303
    assert me.post(at, data={"note": "不熟悉"}).status_code == 409
    away = f"/brokers/{broker.public_id}/absences"
    days = {"starts_on": str(clock.today()), "ends_on": "2026-12-31", "deputy": deputy.id}
    assert me.post(away, data=days | {"ends_on": "2026-01-01"}).status_code == 422
    assert me.post(away, data=days | {"deputy": ""}).status_code == 422
    assert stranger.post(away, data=days).status_code == 403
    assert me.post(away, data=days).status_code == 303
    assert deputy.name in me.get("/brokers/mine").get_data(as_text=True)
    number = db.session.query(BrokerAbsence).one().id
    assert me.post(f"{away}/{number}/remove").status_code == 303
    assert me.post(f"{away}/{number}/remove").status_code == 404


def test_rules_are_edited_by_staff_alone(staff: FlaskClient, client_as: ClientAs) -> None:
    broker = make_broker()
    form = {
        "broker": broker.id,
        "item_kind": "challenge",
        "domain_code": "new_materials",
        "region_code": "150300",
        "priority": "2",
    }
    assert staff.get("/brokers/rules").status_code == 200
    assert staff.post("/brokers/rules", data=form | {"priority": "0"}).status_code == 422
    for priority in ("2", "1"):
        assert staff.post("/brokers/rules", data=form | {"priority": priority}).status_code == 303
    row = db.session.query(AssignmentRule).one()
    assert row.priority == 1 and broker.name in staff.get("/brokers/rules").get_data(as_text=True)
    assert staff.post(f"/brokers/rules/{row.id}/remove").status_code == 303
    assert staff.post(f"/brokers/rules/{row.id}/remove").status_code == 404
    other = client_as(actor_with(Role.BROKER, None, 900))
    for address in ("/brokers/assignments", "/brokers/rules"):
        assert other.get(address).status_code == 403
    assert other.post("/brokers/rules", data=form).status_code == 403

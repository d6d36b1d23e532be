"""Pages and actions: what they answer, keep and refuse; who reads the certificate."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from tests.factories.accounts import make_user
from tests.factories.brokers import make_broker
from tests.support.people import actor_with

S = BrokerStatus
ClientAs = Callable[[Actor], FlaskClient]
FORM = {"name": "示例甲", "employer_name": "示例中心（示例）", "level": "senior", "certificate_number": "SL-1",
        "certificate_issuer": "示例发证机构", "valid_until": "2028-06-30", "domain_codes": "new_materials",
        "region_codes": "150300", "service_kinds": ["transfer", "financing"], "capacity": "15", "introduction": "服务硅材料企业",
        "cases-0-title": "催化剂转让", "cases-0-year": "2024", "cases-0-amount": "12.5"}  # fmt: skip


def person(role: Role) -> Actor:
    return actor_with(role, None, make_user(role).id)


@pytest.fixture
def me(app: Flask) -> Actor:
    return person(Role.BROKER)


def upload(data: bytes = b"%PDF-1.7 x", name: str = "证书.pdf") -> dict[str, object]:
    return {"file": (io.BytesIO(data), name)}


def test_from_nothing_to_the_directory(me: Actor, client: FlaskClient, client_as: ClientAs) -> None:
    browser, staff = client_as(me), client_as(person(Role.SUB_CENTRE_MANAGER))
    assert "建立经纪人资料" in browser.get("/brokers/profile").get_data(as_text=True)
    assert browser.get("/brokers/new").status_code == 200
    for _twice in range(2):
        assert browser.post("/brokers/new", data=FORM).location == "/brokers/profile"
    broker = db.session.query(Broker).one()
    at = f"/brokers/{broker.public_id}"
    assert (broker.capacity, broker.cases[0].amount, broker.service_kinds) == (
        15,
        12_500_000,
        ["transfer", "financing"],
    )
    assert "请上传证书扫描件" in browser.post(f"{at}/submit").get_data(as_text=True)
    assert browser.post(f"{at}/certificate", data=upload(b"no pdf")).status_code == 422
    assert browser.post(f"{at}/certificate", data={}).status_code == 422
    for _again in range(2):
        assert browser.post(f"{at}/certificate", data=upload()).status_code == 303
    assert client.get(at).status_code == 404 and staff.get(at).status_code == 404
    assert browser.post(f"{at}/submit").status_code == 303
    assert "示例甲" in staff.get("/brokers/desk").get_data(as_text=True)
    assert staff.post(f"{at}/return-for-revision", data={"note": ""}).status_code == 422
    assert "看证书扫描件" in staff.get(at).get_data(as_text=True)
    assert staff.post(f"{at}/verify").status_code == 303
    assert staff.post(f"{at}/verify").status_code == 409
    page = client.get(at).get_data(as_text=True)
    assert "催化剂转让" in page and "12.5" in page and "证书.pdf" not in page
    assert "示例甲" in client.get("/brokers/?service=financing").get_data(as_text=True)
    assert "没有符合条件" in client.get("/brokers/?service=platform").get_data(as_text=True)
    assert client.get(f"{at}/print").status_code == 200
    assert browser.post(f"{at}/confirm").status_code == 303
    assert browser.post(f"{at}/revise").location == f"{at}/edit"


def test_a_wrong_profile_keeps_what_was_typed(me: Actor, client_as: ClientAs) -> None:
    browser = client_as(me)
    for change, said in (
        ({"capacity": "0"}, "1 到 200"), ({"valid_until": "soon"}, "写成日期"), ({"cases-0-year": "24"}, "四位数字"),
        ({"cases-0-amount": "x"}, "金额要填数字"), ({"introduction": "a@b.example"}, "邮箱"), ({"domain_codes": "x"}, "没有“x”"),
        ({"name": ""}, "请填写“姓名”"),
    ):  # fmt: skip
        answer = browser.post("/brokers/new", data=FORM | change)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and said in page and "催化剂转让" in page
    assert db.session.query(Broker).count() == 0


def test_a_lost_update_is_noticed(me: Actor, client_as: ClientAs) -> None:
    broker, browser = make_broker(S.DRAFT, user_id=me.user_id), client_as(me)
    edit, old = f"/brokers/{broker.public_id}/edit", str(broker.version)
    assert browser.get(edit).status_code == 200
    assert browser.post(edit, data=FORM | {"version": old}).status_code == 303
    lost = browser.post(edit, data=FORM | {"version": old, "name": "丙"})
    assert lost.status_code == 409 and "丙" in lost.get_data(as_text=True)


def test_strangers_and_other_brokers_reach_nothing_private(
    me: Actor, client: FlaskClient, client_as: ClientAs
) -> None:
    listed, draft = make_broker(), make_broker(S.DRAFT, user_id=me.user_id, name="没人该看到")
    other, company = client_as(person(Role.BROKER)), client_as(person(Role.ENTERPRISE_MEMBER))
    for browser in (other, company):
        assert browser.get(f"/brokers/{listed.public_id}/certificate").status_code == 403
        assert browser.get(f"/brokers/{draft.public_id}").status_code == 404
        assert browser.post(f"/brokers/{draft.public_id}/submit").status_code == 404
        assert browser.post(f"/brokers/{listed.public_id}/suspend", data={"note": "x"}).status_code == 403
        assert browser.get("/brokers/desk").status_code == browser.get("/brokers/desk.csv").status_code == 403
        assert "没人该看到" not in browser.get("/brokers/").get_data(as_text=True)
    assert company.get("/brokers/new").status_code == 403
    assert client.get(f"/brokers/{listed.public_id}/certificate").status_code == 303
    table = client_as(person(Role.OPERATOR)).get("/brokers/desk.csv").get_data(as_text=True)
    assert listed.certificate_number in table and "没人该看到" not in table

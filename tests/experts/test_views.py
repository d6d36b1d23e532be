"""Pages and actions: what they answer, keep, and refuse; what of a request is seen by whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.experts.models import ContactRequest, Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from matchmaker.search.indexer import drain_all
from tests.factories.accounts import make_user
from tests.factories.experts import make_expert, make_request
from tests.support.people import actor_with
from tests.support.queries import count_queries

S = ExpertStatus
ClientAs = Callable[[Actor], FlaskClient]
FORM = {"name": "示例甲", "title": "教授", "employer_name": "示例大学（示例）", "discipline_codes": "530", "keywords": "膜、脱水",
        "biography": "膜分离", "works": "一\n二", "orcid": "https://orcid.org/0000-0002-1825-0097",
        "region_code": "150300", "availability": "limited"}  # fmt: skip
ASK = {"subject": "膜的寿命", "message": "想请教寿命与清洗", "reply_to": "zqreply 0473-0000000"}


def person(role: Role = Role.EXPERT) -> Actor:
    return actor_with(role, None, make_user(role).id)


@pytest.fixture
def me(app: Flask) -> Actor:
    return person()


@pytest.fixture
def browser(client_as: ClientAs, me: Actor) -> FlaskClient:
    return client_as(me)


def test_making_and_changing_a_profile(browser: FlaskClient) -> None:
    assert "建立专家资料" in browser.get("/experts/mine").get_data(as_text=True)
    assert browser.get("/experts/new").status_code == 200
    for _twice in range(2):
        assert browser.post("/experts/new", data=FORM).location == "/experts/mine"
    expert = db.session.query(Expert).one()
    assert (expert.orcid, expert.keywords, expert.discipline_codes) == (
        "0000-0002-1825-0097",
        ["膜", "脱水"],
        ["530"],
    )
    edit = f"/experts/{expert.public_id}/edit"
    assert "示例甲" in browser.get(edit).get_data(as_text=True)
    old = str(expert.version)
    assert browser.post(edit, data={**FORM, "name": "示例乙", "version": old}).status_code == 303
    lost = browser.post(edit, data={**FORM, "name": "示例丙", "version": old})
    assert lost.status_code == 409 and "示例丙" in lost.get_data(as_text=True)
    db.session.expire_all()
    assert expert.name == "示例乙"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "请填写“姓名”"),
        ({"orcid": "0000-0002-1825-0098"}, "ORCID 不正确"),
        ({"orcid": "1234"}, "ORCID 不正确"),
        ({"discipline_codes": "999"}, "没有“999”"),
        ({"biography": "长" * 1501}, "最多 1500 字"),
        ({"biography": "电话 13800138000"}, "手机号"),
        ({"keywords": "一 二 三 四 五 六 七 八 九"}, "最多 8 个"),
        ({"availability": "always"}, "可预约"),
    ],
)
def test_a_wrong_profile_keeps_what_was_typed(
    browser: FlaskClient, changes: dict[str, str], said: str
) -> None:
    answer = browser.post("/experts/new", data={**FORM, **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page and "示例大学（示例）" in page
    assert all(typed in page for typed in changes.values() if typed != "always")
    assert db.session.query(Expert).count() == 0


def test_from_draft_to_directory_and_back(
    browser: FlaskClient, client: FlaskClient, client_as: ClientAs
) -> None:
    browser.post("/experts/new", data=FORM)
    expert = db.session.query(Expert).one()
    base, staff = f"/experts/{expert.public_id}", client_as(person(Role.SUB_CENTRE_MANAGER))
    assert staff.get(base).status_code == client.get(base).status_code == 404
    assert browser.post(f"{base}/submit").status_code == 303
    assert browser.post(f"{base}/submit").status_code == 409
    assert "示例甲" in staff.get("/experts/desk").get_data(as_text=True)
    assert staff.post(f"{base}/return", data={"note": ""}).status_code == 422
    assert staff.post(f"{base}/list").status_code == 303
    drain_all()
    assert "示例甲" in client.get("/experts/").get_data(as_text=True)
    assert client.get(base).status_code == client.get(f"{base}/print").status_code == 200
    assert browser.post(f"{base}/hide").status_code == 303
    drain_all()
    assert "示例甲" not in client.get("/experts/").get_data(as_text=True)
    assert client.get(base).status_code == 404
    assert browser.post(f"{base}/show").status_code == 303
    assert browser.post(f"{base}/availability", data={"availability": "busy"}).status_code == 303
    assert browser.post(f"{base}/availability", data={"availability": "?"}).status_code == 422
    assert browser.post(f"{base}/revise").location == f"{base}/edit"


def test_an_incomplete_profile_says_what_is_missing(browser: FlaskClient) -> None:
    browser.post("/experts/new", data={**FORM, "biography": "", "title": ""})
    expert = db.session.query(Expert).one()
    answer = browser.post(f"/experts/{expert.public_id}/submit")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "请填写“职称”" in page and "请填写“简介”" in page


@pytest.mark.parametrize(
    "action", ["list", "return", "reject", "hide", "show", "revise", "submit", "availability"]
)
def test_actions_of_others(client: FlaskClient, client_as: ClientAs, me: Actor, action: str) -> None:
    listed, draft = make_expert(user_id=me.user_id), make_expert(S.DRAFT)
    other = client_as(person(Role.ENTERPRISE_MEMBER))
    assert other.post(f"/experts/{listed.public_id}/{action}", data={"note": "x"}).status_code == 403
    assert other.post(f"/experts/{draft.public_id}/{action}", data={"note": "x"}).status_code == 404
    assert "/sign-in" in client.post(f"/experts/{listed.public_id}/{action}").location


# -- requests ---------------------------------------------------------------------------------


def test_asking_an_expert(client: FlaskClient, client_as: ClientAs, me: Actor, browser: FlaskClient) -> None:
    expert = make_expert(user_id=me.user_id)
    base, sender = f"/experts/{expert.public_id}", client_as(person(Role.ENTERPRISE_MEMBER))
    assert "登录后留言" in client.get(base).get_data(as_text=True)
    assert "/sign-in" in client.post(f"{base}/contact", data=ASK).location
    wrong = sender.post(f"{base}/contact", data={**ASK, "reply_to": ""})
    assert wrong.status_code == 422 and "想请教寿命与清洗" in wrong.get_data(as_text=True)
    assert sender.post(f"{base}/contact", data=ASK).status_code == 303
    stored = db.session.query(ContactRequest).one()
    assert "zqreply" in browser.get("/experts/mine").get_data(as_text=True)
    assert browser.post(f"{base}/requests/{stored.id}/seen").status_code == 303
    staff = client_as(person(Role.OPERATOR))
    assert "zqreply" in staff.get("/experts/requests").get_data(as_text=True)
    for reader in (client, sender, client_as(person(Role.BROKER))):
        for path in (
            base,
            f"{base}/print",
            "/experts/",
            "/search?q=zqreply",
            "/experts/mine",
            "/experts/requests",
        ):
            page = reader.get(path).get_data(as_text=True)
            assert "zqreply 0473" not in page and "寿命与清洗" not in page


def test_the_limit_of_a_day_keeps_what_was_typed(app: Flask, client_as: ClientAs) -> None:
    actor, expert = person(Role.ENTERPRISE_MEMBER), make_expert()
    for _n in range(app.config["CONTACT_REQUESTS_PER_DAY"]):
        make_request(expert, actor.user_id)
    answer = client_as(actor).post(f"/experts/{expert.public_id}/contact", data=ASK)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "每天最多发 5 条" in page and "想请教寿命与清洗" in page


def test_requests_of_another_expert_are_not_found(browser: FlaskClient, me: Actor) -> None:
    mine, other = make_expert(user_id=me.user_id), make_expert()
    request = make_request(other, me.user_id)
    assert browser.post(f"/experts/{mine.public_id}/requests/{request.id}/seen").status_code == 404


def test_search_finds_by_keyword_and_facets(client: FlaskClient) -> None:
    expert = make_expert(keywords=["反渗透膜"], discipline_codes=["430"])
    make_expert(keywords=["催化剂"])
    drain_all()
    for path in ("/experts/?q=反渗透膜", "/experts/?discipline=430"):
        page = client.get(path).get_data(as_text=True)
        assert expert.public_id in page and page.count('class="lrow"') == 1


def test_number_of_statements_does_not_grow(client: FlaskClient, client_as: ClientAs, me: Actor) -> None:
    own, staff = client_as(me), client_as(person(Role.SUB_CENTRE_MANAGER))

    def cost() -> list[int]:
        drain_all()
        client.get("/experts/")
        counts = []
        for reader, path in (
            (client, "/experts/"),
            (staff, "/experts/desk"),
            (staff, "/experts/requests"),
            (own, "/experts/mine"),
        ):
            with count_queries() as seen:
                assert reader.get(path).status_code == 200
            counts.append(len(seen))
        return counts

    mine = make_expert(user_id=me.user_id)
    make_expert(S.SCREENING)
    sender = make_user(Role.ENTERPRISE_MEMBER)
    make_request(mine, sender.id)
    few = cost()
    for _n in range(8):
        make_expert()
        make_expert(S.SCREENING)
        make_request(mine, sender.id)
    assert cost() == few

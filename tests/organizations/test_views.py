"""Pages of organizations as people use them, and as they misuse them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.organizations import queries, services
from matchmaker.organizations.models import Membership, Organization, OrganizationStatus
from tests.factories.accounts import make_user
from tests.factories.organizations import credit_code, make_organization
from tests.support.people import actor_with
from tests.support.queries import count_queries

S = OrganizationStatus
PDF, PNG = b"%PDF-1.7 sample", b"\x89PNG\r\n\x1a\n sample"
STAFF = actor_with(Role.SUB_CENTRE_MANAGER, None, 77)
Browser = Callable[[Actor], FlaskClient]


def filled(**changes: str) -> dict[str, str]:
    return {
        "kind": "enterprise", "credit_code": credit_code(770001), "name": "河套样本材料有限公司（示例）",
        "region_code": "150303", "industry_code": "C2614", "contact_name": "示例联系人",
        "contact_phone": "0473-5550101", "contact_email": "office@demo.example",
        "website": "www.demo.example", "introduction": "做 BDO 下游。", "is_high_tech": "y",
    } | changes  # fmt: skip


def only() -> Organization:
    return db.session.query(Organization).one()


def owned(status: OrganizationStatus = S.UNVERIFIED, **values: Any) -> tuple[Organization, Actor]:
    user = make_user()
    organization = make_organization(status, owner=user, **values)
    return organization, actor_with(Role.ENTERPRISE_MEMBER, organization.id, user.id)


# -- registering --------------------------------------------------------------------------------


def test_who_has_none_is_led_to_registration(app: Flask, client_as: Browser) -> None:
    browser = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, make_user().id))
    assert browser.get("/organizations/welcome").location == "/organizations/mine"
    assert "/organizations/new" in browser.get("/organizations/mine").text
    page = browser.get("/organizations/new").text
    assert re.search(r'<input[^>]*checked[^>]*value="enterprise"', page), "the likely kind is chosen"


def test_who_has_one_goes_on(app: Flask, client_as: Browser) -> None:
    _organization, member = owned()
    browser = client_as(member)
    assert browser.get("/organizations/welcome").location == "/"
    assert browser.get("/organizations/new").location == "/organizations/mine"
    assert browser.post("/organizations/new", data=filled()).status_code == 303
    assert db.session.query(Organization).count() == 1
    assert client_as(STAFF).get("/organizations/welcome").location == "/"


def test_registering(app: Flask, client_as: Browser) -> None:
    user = make_user()
    answer = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, user.id)).post(
        "/organizations/new", data=filled(credit_code=credit_code(770001).lower())
    )
    made = only()
    assert answer.location == f"/organizations/{made.public_id}/verification"
    assert made.credit_code == credit_code(770001) and made.website == "https://www.demo.example"
    assert made.is_high_tech and not made.is_little_giant
    assert [m.user_id for m in made.memberships] == [user.id]


def test_only_enterprises_hold_honours(app: Flask, client_as: Browser) -> None:
    actor = actor_with(Role.RESEARCHER, None, make_user().id)
    client_as(actor).post("/organizations/new", data=filled(kind="university"))
    assert not only().is_high_tech


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("credit_code", "91150303MA9XY0O17E", "第 15 位“O”不对"),
        ("credit_code", "", "请填写“统一社会信用代码”"),
        ("name", "", "请填写“机构全称”"),
        ("name", "长" * 101, "最多 100 字"),
        ("kind", "government", "kind"),
        ("region_code", "999999", "没有“999999”"),
        ("industry_code", "氢能源开发", "没有“氢能源开发”"),
        ("contact_phone", "没有电话", "电话号码"),
        ("contact_email", "office(at)demo", "邮箱"),
        ("website", "javascript:alert(1)", "网址"),
        ("introduction", "字" * 1001, "最多 1000 字"),
        ("anonymous_label", "字" * 21, "最多 20 字"),
    ],
)
def test_slips_are_named_and_nothing_is_lost(
    app: Flask, client_as: Browser, field: str, value: str, said: str
) -> None:
    browser = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, make_user().id))
    data = filled(name="<b>甲</b>样本 🚀 ‮abc") | {field: value}
    answer = browser.post("/organizations/new", data=data)
    assert answer.status_code == 422 and said in answer.text
    assert "office@demo.example" in answer.text or field == "contact_email"
    assert "<b>甲" not in answer.text
    assert value[:60] in answer.text or not value or field == "kind"
    assert db.session.query(Organization).count() == 0


def test_industry_may_be_typed_as_a_name(app: Flask, client_as: Browser) -> None:
    browser = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, make_user().id))
    browser.post(
        "/organizations/new", data=filled(industry_code="c2614 有机化学原料制造", region_code="乌达区")
    )
    assert (only().industry_code, only().region_code) == ("C2614", "150304")


def test_a_taken_code(app: Flask, client_as: Browser) -> None:
    taken = make_organization().credit_code or ""
    browser = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, make_user().id))
    answer = browser.post("/organizations/new", data=filled(credit_code=taken))
    assert answer.status_code == 422 and "请让该机构的管理员" in answer.text


def test_the_code_is_read_while_typed(app: Flask, client_as: Browser) -> None:
    organization, member = owned()
    browser = client_as(actor_with(Role.ENTERPRISE_MEMBER, None, 5))
    address = "/organizations/credit-code"
    assert "校验码正确" in browser.get(address, query_string={"credit_code": credit_code(5)}).text
    assert "应为" in browser.get(address, query_string={"credit_code": credit_code(5)[:-1] + "0"}).text
    assert "已经登记" in browser.get(address, query_string={"credit_code": organization.credit_code}).text
    own = client_as(member).get(address, query_string={"credit_code": organization.credit_code}).text
    assert "校验码正确" in own
    assert "fld-err" not in browser.get(address).text, "an empty field is not wrong yet"


# -- changing -----------------------------------------------------------------------------------


def test_editing_identity_says_that_verification_is_gone(app: Flask, client_as: Browser) -> None:
    organization, member = owned(S.VERIFIED)
    browser, address = client_as(member), f"/organizations/{organization.public_id}"
    answer = browser.post(f"{address}/edit", data=filled(version=str(organization.version)))
    assert answer.location == f"{address}/verification"
    assert "原核验失效" in browser.get(answer.location).text
    assert organization.status is S.UNVERIFIED


def test_editing_the_rest_keeps_it(app: Flask, client_as: Browser) -> None:
    organization, member = owned(S.VERIFIED)
    data = filled(name=organization.name, credit_code=organization.credit_code or "", address="样本路 2 号")
    answer = client_as(member).post(f"/organizations/{organization.public_id}/edit", data=data)
    assert answer.location == "/organizations/mine"
    assert organization.is_verified and organization.address == "样本路 2 号"


def test_a_stale_page_is_a_conflict(app: Flask, client_as: Browser) -> None:
    organization, member = owned()
    address = f"/organizations/{organization.public_id}/edit"
    browser = client_as(member)
    assert browser.get(address).status_code == 200
    assert browser.post(address, data=filled(version="99")).status_code == 409


# -- papers -------------------------------------------------------------------------------------


def papers(organization: Organization, **changes: Any) -> dict[str, Any]:
    given = {
        "licence": (io.BytesIO(PDF), "营业执照.pdf"),
        "authorization": (io.BytesIO(PNG), "授权书.png"),
        "is_agreed": "y",
    } | changes
    return {name: value for name, value in given.items() if value is not None}


@pytest.fixture
def bare(client_as: Browser, app: Flask) -> tuple[Organization, FlaskClient, str]:
    """An organization without papers, the browser of its owner, and its address."""
    organization, member = owned()
    with transaction():
        organization.evidence.clear()
    return organization, client_as(member), f"/organizations/{organization.public_id}"


def test_handing_in(bare: tuple[Organization, FlaskClient, str]) -> None:
    organization, browser, address = bare
    assert browser.post(f"{address}/submit", data=papers(organization)).location == "/organizations/mine"
    assert organization.status is S.PENDING
    assert [p.filename for p in organization.evidence] == ["营业执照.pdf", "授权书.png"]
    page = browser.get("/organizations/mine").text
    assert "等分中心审核" in page and "授权书.png" in page
    assert browser.get(f"{address}/verification").location == "/organizations/mine"
    assert browser.post(f"{address}/submit", data=papers(organization)).status_code == 422, "twice"
    assert len(organization.evidence) == 2


def test_what_is_right_stays_when_something_is_wrong(bare: tuple[Organization, FlaskClient, str]) -> None:
    organization, browser, address = bare
    answer = browser.post(
        f"{address}/submit", data=papers(organization, authorization=(io.BytesIO(b"MZ\x90"), "授权书.pdf"))
    )
    assert answer.status_code == 422 and "内容与扩展名不符" in answer.text and "营业执照.pdf" in answer.text
    answer = browser.post(f"{address}/submit", data=papers(organization, licence=None, is_agreed=None))
    assert answer.status_code == 422 and "请先阅读并勾选" in answer.text
    answer = browser.post(f"{address}/submit", data={"is_agreed": "y"})
    assert answer.status_code == 303 and organization.status is S.PENDING


@pytest.mark.parametrize("name", ["run.exe", "营业执照.docx", "noname", "a.pdf.html"])
def test_other_kinds_of_files(bare: tuple[Organization, FlaskClient, str], name: str) -> None:
    organization, browser, address = bare
    answer = browser.post(f"{address}/submit", data=papers(organization, licence=(io.BytesIO(PDF), name)))
    assert answer.status_code == 422 and "类型不接收" in answer.text
    assert organization.status is S.UNVERIFIED


def test_missing_papers_are_named(bare: tuple[Organization, FlaskClient, str]) -> None:
    _organization, browser, address = bare
    answer = browser.post(f"{address}/submit", data={"is_agreed": "y"})
    assert answer.status_code == 422
    assert "请上传营业执照" in answer.text and "经办人授权书" in answer.text


def test_removing_a_paper_deletes_its_bytes(
    bare: tuple[Organization, FlaskClient, str], data_dir: Any
) -> None:
    organization, browser, address = bare
    browser.post(f"{address}/submit", data=papers(organization, authorization=None))
    kept = organization.evidence[0]
    path = data_dir / "uploads" / kept.storage_key
    with browser.get(f"{address}/evidence/{kept.id}") as answer:
        assert answer.data == PDF and path.is_file()
    assert browser.post(f"{address}/evidence/{kept.id}/remove").status_code == 303
    assert not path.exists() and organization.evidence == []
    assert browser.post(f"{address}/evidence/{kept.id}/remove").status_code == 404


def test_strangers_read_no_papers(app: Flask, client: FlaskClient, client_as: Browser) -> None:
    organization = make_organization()
    other = make_organization()
    address = f"/organizations/{organization.public_id}/evidence/{organization.evidence[0].id}"
    assert client.get(address).status_code == 303, "to the sign-in page"
    assert client_as(actor_with(Role.RESEARCHER, other.id, 9)).get(address).status_code == 403
    foreign = f"/organizations/{organization.public_id}/evidence/{other.evidence[0].id}"
    assert client_as(STAFF).get(foreign).status_code == 404


def test_letter_of_authorization(app: Flask, client_as: Browser) -> None:
    organization, member = owned()
    page = client_as(member).get(f"/organizations/{organization.public_id}/authorization-letter").text
    assert organization.name in page and str(organization.credit_code) in page


# -- public page --------------------------------------------------------------------------------

PRIVATE = ("示例联系人", "0473-0000000", "E-T", "营业执照或法人证书.pdf")


@pytest.mark.parametrize("status", [s for s in S if s is not S.VERIFIED])
def test_unverified_organizations_do_not_exist_for_others(
    app: Flask, client: FlaskClient, client_as: Browser, status: OrganizationStatus
) -> None:
    address = f"/organizations/{make_organization(status).public_id}"
    assert client.get(address).status_code == 404
    assert client_as(actor_with(Role.RESEARCHER, None, 9)).get(address).status_code == 404
    assert client_as(STAFF).get(address).status_code == 200


def test_public_page_hides_contact(app: Flask, client: FlaskClient, client_as: Browser) -> None:
    organization = make_organization(introduction="做 <script>x</script> 下游")
    address = f"/organizations/{organization.public_id}"
    page = client.get(address).text
    assert organization.name in page and "乌海市海勃湾区" in page and "C2614 有机化学原料制造" in page
    assert "<script>x" not in page
    assert [word for word in PRIVATE if word in page] == []
    seen = client_as(STAFF).get(address).text
    assert [word for word in PRIVATE if word not in seen] == []


def test_listings_of_other_features_appear(app: Flask, client: FlaskClient, monkeypatch: Any) -> None:
    organization = make_organization()
    monkeypatch.setitem(
        app.jinja_env.globals.maps[1], "organization_listings", lambda actor, o: f"在榜 {o.public_id}"
    )
    assert f"在榜 {organization.public_id}" in client.get(f"/organizations/{organization.public_id}").text


# -- members ------------------------------------------------------------------------------------


def test_managing_members(app: Flask, client_as: Browser) -> None:
    organization, owner = owned()
    user = make_user(email="second@demo.example", name="第二人")
    browser, address = client_as(owner), f"/organizations/{organization.public_id}/members"
    assert browser.post(address, data={"email": "second@demo.example"}).status_code == 303
    assert "second@demo.example" in browser.get("/organizations/mine").text
    answer = browser.post(address, data={"email": "nobody@demo.example"})
    assert (
        answer.status_code == 422
        and "还没有注册" in answer.text
        and 'value="nobody@demo.example"' in answer.text
    )
    member = db.session.query(Membership).filter_by(user_id=user.id).one()
    as_member = client_as(actor_with(Role.ENTERPRISE_MEMBER, organization.id, user.id))
    assert as_member.post(address, data={"email": "x@demo.example"}).status_code == 403
    assert 'action="' + address not in as_member.get("/organizations/mine").text
    assert browser.post(f"{address}/{member.id}/promote").status_code == 303
    assert browser.post(f"{address}/{member.id}/remove").status_code == 303
    assert browser.post(f"{address}/{member.id}/remove").status_code == 404
    assert db.session.query(Membership).count() == 1


def test_the_last_owner_cannot_leave(app: Flask, client_as: Browser) -> None:
    organization, owner = owned()
    browser = client_as(owner)
    browser.post(f"/organizations/{organization.public_id}/leave")
    assert "至少要留一位管理员" in browser.get("/organizations/mine").text
    assert db.session.query(Membership).count() == 1


def test_leaving(app: Flask, client_as: Browser) -> None:
    organization, owner = owned()
    user = make_user()
    with transaction():
        services.add_member(owner, organization, user.email)
    member = actor_with(Role.ENTERPRISE_MEMBER, organization.id, user.id)
    client_as(member).post(f"/organizations/{organization.public_id}/leave")
    assert queries.belonging_of(user.id) is None


# -- desk ---------------------------------------------------------------------------------------


def test_the_desk_is_for_staff(app: Flask, client: FlaskClient, client_as: Browser) -> None:
    assert client.get("/organizations/desk").status_code == 303
    _organization, member = owned()
    assert client_as(member).get("/organizations/desk").status_code == 403


def test_desk_filters_and_pages_in_a_constant_number_of_queries(app: Flask, client_as: Browser) -> None:
    browser = client_as(STAFF)
    make_organization(S.PENDING, name="甲样本公司（示例）")
    with count_queries() as few:
        browser.get("/organizations/desk")
    for number in range(24):
        make_organization(S.PENDING, name=f"乙样本公司 {number}（示例）")
    make_organization(S.REFUSED, name="退回样本（示例）", refusal_reason="公章看不清")
    with count_queries() as many:
        first = browser.get("/organizations/desk").text
    assert len(few) == len(many)
    assert "甲样本公司" in first and "退回样本" not in first and "page=2" in first
    assert "公章看不清" in browser.get("/organizations/desk?status=refused").text
    found = browser.get("/organizations/desk", query_string={"q": "样本公司 7"}).text
    assert "乙样本公司 7（示例）" in found and "甲样本公司" not in found
    assert "没有找到“100%_”" in browser.get("/organizations/desk", query_string={"q": "100%_"}).text
    assert browser.get("/organizations/desk?status=x&page=x").status_code == 200


def test_judging(app: Flask, client_as: Browser) -> None:
    organization, member = owned(S.PENDING)
    browser, address = client_as(STAFF), f"/organizations/{organization.public_id}"
    assert f'action="{address}/verify"' in browser.get(address).text
    kept = browser.post(f"{address}/refuse", data={"note": ""})
    assert kept.status_code == 422 and "请写明理由" in kept.text
    assert browser.post(f"{address}/refuse", data={"note": "字" * 501}).status_code == 422
    assert (
        browser.post(f"{address}/refuse", data={"note": "代码与证照不符"}).location == "/organizations/desk"
    )
    assert "代码与证照不符" in client_as(member).get("/organizations/mine").text
    assert browser.post(f"{address}/verify").status_code == 409, "not pending any more"
    assert client_as(member).post(f"{address}/verify").status_code == 403


def test_staff_do_not_judge_what_has_changed_meanwhile(app: Flask, client_as: Browser) -> None:
    organization, _member = owned(S.PENDING)
    address = f"/organizations/{organization.public_id}/verify"
    assert client_as(STAFF).post(address, data={"version": "99"}).status_code == 409
    assert client_as(STAFF).post(address, data={"version": str(organization.version)}).status_code == 303
    assert organization.is_verified


def test_pages_in_english(app: Flask, client_as: Browser) -> None:
    organization, member = owned(S.VERIFIED)
    browser = client_as(member)
    browser.set_cookie("language", "en")
    page = browser.get(f"/organizations/{organization.public_id}").text
    assert 'lang="en"' in page and "Manufacture of organic chemical raw materials" in page
    assert "Haibowan District, Wuhai" in page

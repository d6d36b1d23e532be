"""Pages and actions: what they answer, keep, and refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.organizations.models import Organization, OrganizationStatus
from matchmaker.search.indexer import drain_all
from tests.achievements.people import cast, member_of
from tests.factories.achievements import make_achievement, make_indicator, make_right
from tests.factories.organizations import make_organization
from tests.support.queries import count_queries

S = AchievementStatus
ClientAs = Callable[[Actor], FlaskClient]
NEW = {
    "is_secret": "no",
    "draft_token": "token-1",
    "title": "溶剂脱水工艺",
    "summary": "一句话",
    "keywords": "脱水、膜",
}


@pytest.fixture
def holder(app: Flask) -> Organization:
    return make_organization()


@pytest.fixture
def browser(client_as: ClientAs, holder: Organization) -> FlaskClient:
    return client_as(cast(holder)["holder"])


@pytest.fixture
def staff(client_as: ClientAs, holder: Organization) -> FlaskClient:
    return client_as(cast(holder)["manager"])


def only() -> Achievement:
    return db.session.query(Achievement).one()


def address(achievement: Achievement, rest: str = "") -> str:
    return f"/achievements/{achievement.public_id}{rest}"


# -- making a draft ---------------------------------------------------------------------------


def test_a_new_draft_leads_to_the_next_step(browser: FlaskClient) -> None:
    answer = browser.post("/achievements/new", data=NEW)
    made = only()
    assert (answer.status_code, answer.location) == (303, address(made, "/edit/technology"))
    assert (made.title, made.keywords, made.status) == ("溶剂脱水工艺", ["脱水", "膜"], S.DRAFT)


def test_sent_twice_it_is_one_draft(browser: FlaskClient) -> None:
    first, second = (browser.post("/achievements/new", data=NEW) for _time in range(2))
    assert first.location == second.location
    assert only().title == "溶剂脱水工艺"


def test_each_opened_form_has_its_own_token(browser: FlaskClient) -> None:
    tokens = {
        browser.get("/achievements/new").get_data(as_text=True).split('name="draft_token"')[1][:80]
        for _t in "ab"
    }
    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_secret": "yes"}, "涉密成果不得在本平台登记"),
        ({"is_secret": ""}, "请填写“成果是否涉及国家秘密？”"),
        ({"title": ""}, "请填写“成果名称”"),
        ({"title": "长" * 81}, "最多 80 字，现在 81 字"),
        ({"keywords": "一、二、三、四、五、六"}, "最多 5 个"),
        ({"industry_code": "Q99999"}, "没有“Q99999”"),
        ({"summary": "机密★ 三年"}, "密级标志"),
        ({"summary": "联系 13800138000"}, "手机号"),
        ({"form": "magic"}, "体现形式"),
    ],
)
def test_a_wrong_start_keeps_what_was_typed(browser: FlaskClient, changes: dict[str, str], said: str) -> None:
    typed = {**NEW, **changes, "region_code": "150300"}
    answer = browser.post("/achievements/new", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page and "没有保存" in page
    assert typed["title"] in page and typed["summary"] in page and 'value="token-1"' in page
    assert db.session.query(Achievement).count() == 0


@pytest.mark.parametrize(
    "odd", ["<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE achievement;--", "膜🧪‮反"]
)
def test_odd_text_is_only_text(browser: FlaskClient, client: FlaskClient, odd: str) -> None:
    browser.post("/achievements/new", data={**NEW, "title": odd})
    made = only()
    page = browser.get(address(made)).get_data(as_text=True)
    assert "<script>alert" not in page and ">49<" not in page and "\u202e" not in page
    assert browser.get("/achievements/mine").status_code == 200


def test_without_organization_one_is_asked_for(client_as: ClientAs) -> None:
    nobody = client_as(member_of(None))
    for answer in (nobody.get("/achievements/new"), nobody.post("/achievements/new", data=NEW)):
        assert (answer.status_code, answer.location) == (303, "/organizations/mine")
    assert db.session.query(Achievement).count() == 0


# -- the steps --------------------------------------------------------------------------------

STEPS: dict[str, dict[str, Any]] = {
    "overview": {"title": "新名称", "summary": "新的一句", "domain_code": "new_materials", "industry_code": "C2614"},
    "technology": {"comparison": "与精馏比", "layer_comparison": "nda", "layer_description": "public", "layer_benefit": "public",
                   "innovation_points": "一\n二", "indicators-0-name": "水分", "indicators-0-operator": "le",
                   "indicators-0-value": "30", "indicators-0-unit": "mg/kg", "indicators-0-layer": "nda"},
    "maturity": {"trl": "7", "process_scale": "pilot", "scale_tpa": "5 万", "stage": "middle"},
    "evidence": {"level": "home_leading", "evaluated_on": "2026-03-01", "rights-0-kind": "invention", "rights-0-title": "膜",
                 "rights-0-application_number": "ZL 2017 1 0601862.3", "rights-0-layer": "registered"},
    "team": {"units": "甲大学（示例）\n乙研究院（示例）", "team-0-name": "示例甲", "layer_team": "public", "started_on": "2024-01-01",
             "ended_on": "2025-01-01"},
    "transfer": {"transfer_modes": ["licence", "equity"], "price_kind": "fixed", "price_amount": "60.5",
                 "layer_price": "registered", "layer_economic_benefit": "public"},
}  # fmt: skip
SAVED = {
    "overview": lambda a: (a.title, a.industry_code) == ("新名称", "C2614"),
    "technology": lambda a: (a.innovation_points, a.layer_of("comparison").value, a.indicators[0].layer.value) == (["一", "二"], "nda", "nda"),
    "maturity": lambda a: (a.trl, a.scale_tpa) == (7, 50_000.0),
    "evidence": lambda a: (a.rights[0].application_number, a.rights[0].layer.value) == ("ZL201710601862.3", "registered"),
    "team": lambda a: (len(a.units), a.team[0]["name"], a.started_on.year) == (2, "示例甲", 2024),
    "transfer": lambda a: (a.transfer_modes, a.price_amount, a.layer_of("price").value) == (["licence", "equity"], 60_500_000, "registered"),
}  # fmt: skip
AFTER = dict(zip(STEPS, [*(f"/edit/{name}" for name in list(STEPS)[1:]), "/review"], strict=True))


@pytest.mark.parametrize("step", STEPS)
def test_each_step_saves_and_leads_on(browser: FlaskClient, holder: Organization, step: str) -> None:
    draft = make_achievement(S.DRAFT, holder)
    assert browser.get(address(draft, f"/edit/{step}")).status_code == 200
    answer = browser.post(address(draft, f"/edit/{step}"), data=STEPS[step])
    assert (answer.status_code, answer.location) == (303, address(draft, AFTER[step]))
    db.session.expire_all()
    assert SAVED[step](draft)
    stay = browser.post(address(draft, f"/edit/{step}"), data={**STEPS[step], "stay": "1"})
    assert stay.location == address(draft, f"/edit/{step}")


@pytest.mark.parametrize(
    ("step", "changes", "said"),
    [
        ("technology", {"innovation_points": "一\n二\n三\n四"}, "最多 3 行"),
        ("technology", {"innovation_points": "长" * 51}, "最多 50 字，现在 51 字"),
        ("technology", {"indicators-0-value": "很低"}, "第 1 行“数值”要填数字"),
        ("maturity", {"scale_tpa": "很多"}, "单位 t/a"),
        ("maturity", {"trl": "12"}, "没有“12”"),
        ("evidence", {"rights-0-application_number": "201710601862.4"}, "校验位应为 3"),
        ("evidence", {"rights-0-kind": ""}, "第 1 行：请选择类型"),
        ("evidence", {"rights-0-title": "", "rights-0-doi": "10.1000/x"}, "第 1 行：请填写名称"),
        ("evidence", {"evaluated_on": "昨天"}, "评价日期"),
        ("team", {"ended_on": "2020-01-01"}, "“研究结束”不能早于“研究开始”"),
        ("team", {"team-0-name": "", "team-0-unit": "甲"}, "第 1 行：请填写姓名"),
        ("transfer", {"price_amount": "六十"}, "要填数字，单位万元"),
        ("transfer", {"transfer_modes": ["licence", "barter"]}, "没有“barter”"),
        ("transfer", {"layer_price": "everyone"}, "谁能看到"),
    ],
)
def test_wrong_steps_keep_what_was_typed_and_save_nothing(
    browser: FlaskClient, holder: Organization, step: str, changes: dict[str, Any], said: str
) -> None:
    draft = make_achievement(S.DRAFT, holder)
    before = draft.version
    answer = browser.post(address(draft, f"/edit/{step}"), data={**STEPS[step], **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page
    for typed in changes.values():
        assert not isinstance(typed, str) or typed == "everyone" or typed.split("\n")[0] in page
    db.session.expire_all()
    assert draft.version == before


def test_rows_are_added_moved_and_removed_without_script(browser: FlaskClient, holder: Organization) -> None:
    draft = make_achievement(S.DRAFT, holder, rights=[])
    rows = {f"rights-{n}-{c}": f"{c}{n}" for n in range(2) for c in ("title", "owner")}
    for button, expected in (
        ("add", ["title0", "title1"]),
        ("up", ["title1", "title0"]),
        ("remove", ["title0"]),
    ):
        answer = browser.post(address(draft, "/edit/evidence"), data={**rows, f"rights-{button}": "1"})
        page = answer.get_data(as_text=True)
        found = [word for word in page.split('value="') if word.startswith("title")]
        assert answer.status_code == 200
        assert [word.split('"')[0] for word in found] == expected
    assert only().rights == []


def test_too_many_rows_are_refused_and_kept(browser: FlaskClient, holder: Organization) -> None:
    draft = make_achievement(S.DRAFT, holder, rights=[])
    rows = {f"rights-{n}-title": f"权利{n}号" for n in range(60)} | {
        f"rights-{n}-kind": "invention" for n in range(60)
    }
    page = browser.post(address(draft, "/edit/evidence"), data=rows).get_data(as_text=True)
    assert "最多填 50 行，现在有 60 行" in page and "权利59号" in page


def test_two_people_at_one_draft(browser: FlaskClient, holder: Organization) -> None:
    draft = make_achievement(S.DRAFT, holder)
    late = {**STEPS["overview"], "version": str(draft.version)}
    browser.post(address(draft, "/edit/overview"), data={**late, "title": "先存的"})
    answer = browser.post(address(draft, "/edit/overview"), data={**late, "title": "后存的"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "刚在别处保存过" in page and "后存的" in page
    db.session.expire_all()
    assert draft.title == "先存的"


def test_autosave(browser: FlaskClient, holder: Organization) -> None:
    draft = make_achievement(S.DRAFT, holder)
    old = str(draft.version)
    good = browser.post(address(draft, "/autosave/overview"), data={**STEPS["overview"], "version": old})
    assert good.status_code == 200 and good.json["saved_at"] == "10:00"
    bad = browser.post(address(draft, "/autosave/overview"), data={**STEPS["overview"], "title": ""})
    assert bad.status_code == 422 and "title" in bad.json["errors"]
    lost = browser.post(address(draft, "/autosave/overview"), data={**STEPS["overview"], "version": old})
    assert lost.status_code == 409 and lost.json["version"] == good.json["version"]
    secret = browser.post(
        address(draft, "/autosave/overview"), data={**STEPS["overview"], "summary": "绝密级"}
    )
    assert secret.status_code == 422


def test_the_coach_reads_what_is_typed_and_saves_nothing(browser: FlaskClient, holder: Organization) -> None:
    draft = make_achievement(S.DRAFT, holder, comparison="")
    listed = make_achievement(title="渗透汽化膜溶剂深度脱水")
    drain_all()
    page = browser.post(
        address(draft, "/coach/technology"), data={"comparison": "与精馏塔深度脱水段比"}
    ).get_data(as_text=True)
    assert "说明了与什么比" in page
    page = browser.post("/achievements/new/coach", data={"title": listed.title}).get_data(as_text=True)
    assert "可能已有相近成果" in page and listed.public_id in page
    db.session.expire_all()
    assert draft.comparison == ""


@pytest.mark.parametrize("status", [s for s in S if s is not S.DRAFT])
def test_only_drafts_have_a_form(
    browser: FlaskClient, holder: Organization, status: AchievementStatus
) -> None:
    achievement = make_achievement(status, holder)
    assert browser.get(address(achievement, "/edit/overview")).status_code == 403
    assert browser.post(address(achievement, "/edit/overview"), data=STEPS["overview"]).status_code == 403
    assert browser.get(address(achievement, "/edit/nonsense")).status_code == 403


def test_unknown_step(browser: FlaskClient, holder: Organization) -> None:
    assert browser.get(address(make_achievement(S.DRAFT, holder), "/edit/nonsense")).status_code == 404


# -- handing in, judging ----------------------------------------------------------------------


def test_submission(browser: FlaskClient, holder: Organization) -> None:
    draft = make_achievement(S.DRAFT, holder, is_declared_open=False)
    assert "我声明" in browser.get(address(draft, "/review")).get_data(as_text=True)
    refused = browser.post(address(draft, "/submit"), data={})
    assert refused.status_code == 422 and "请先声明" in refused.get_data(as_text=True)
    answer = browser.post(address(draft, "/submit"), data={"is_declared_open": "y"})
    assert (answer.status_code, answer.location) == (303, address(draft))
    again = browser.post(address(draft, "/submit"), data={"is_declared_open": "y"})
    assert again.status_code == 409
    db.session.expire_all()
    assert draft.status is S.SCREENING


def test_an_incomplete_draft_says_what_is_missing_and_where(
    browser: FlaskClient, holder: Organization
) -> None:
    draft = make_achievement(S.DRAFT, holder, benefit="", trl=None)
    page = browser.get(address(draft, "/review")).get_data(as_text=True)
    assert "还有 2 处没有填好" in page and address(draft, "/edit/maturity") in page
    answer = browser.post(address(draft, "/submit"), data={"is_declared_open": "y"})
    assert answer.status_code == 422
    db.session.expire_all()
    assert (draft.status, draft.submitted_at) == (S.DRAFT, None)


def test_an_unverified_organization_is_told_so(client_as: ClientAs) -> None:
    holder = make_organization(OrganizationStatus.PENDING)
    draft = make_achievement(S.DRAFT, holder)
    answer = client_as(cast(holder)["holder"]).post(address(draft, "/submit"), data={"is_declared_open": "y"})
    assert answer.status_code == 422 and "还没有通过核验" in answer.get_data(as_text=True)


def test_screening(staff: FlaskClient, client: FlaskClient, holder: Organization) -> None:
    waiting = make_achievement(S.SCREENING, holder)
    assert waiting.title in staff.get("/achievements/desk").get_data(as_text=True)
    refused = staff.post(address(waiting, "/return"), data={"part_technology": "缺依据"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "请写明理由" in page and "缺依据" in page
    assert staff.post(address(waiting, "/reject"), data={"note": " "}).status_code == 422
    long = staff.post(address(waiting, "/reject"), data={"note": "长" * 501})
    assert long.status_code == 422 and "长" * 501 in long.get_data(as_text=True)
    assert staff.post(address(waiting, "/list"), data={}).status_code == 303
    drain_all()
    assert waiting.title in client.get("/achievements/").get_data(as_text=True)
    assert staff.post(address(waiting, "/list"), data={}).status_code == 409


def test_what_is_returned_says_what_to_mend(
    staff: FlaskClient, client_as: ClientAs, holder: Organization
) -> None:
    waiting = make_achievement(S.SCREENING, holder)
    staff.post(address(waiting, "/return"), data={"note": "请补充", "part_technology": "缺测试方法"})
    owner = client_as(cast(holder)["holder"])
    assert "请补充" in owner.get("/achievements/mine").get_data(as_text=True)
    page = owner.get(address(waiting, "/edit/technology")).get_data(as_text=True)
    assert "请补充" in page and "缺测试方法" in page


@pytest.mark.parametrize(
    "action", ["list", "return", "reject", "delist", "withdraw", "renew", "new-version", "submit"]
)
def test_actions_of_others(
    client: FlaskClient, client_as: ClientAs, holder: Organization, action: str
) -> None:
    listed, draft = make_achievement(S.LISTED, holder), make_achievement(S.DRAFT, holder)
    other = client_as(cast(holder)["other"])
    assert other.post(address(listed, f"/{action}"), data={"note": "x"}).status_code == 403
    assert other.post(address(draft, f"/{action}"), data={"note": "x"}).status_code == 404
    assert "/sign-in" in client.post(address(listed, f"/{action}")).location


# -- a listed one -----------------------------------------------------------------------------


def test_renew_delist_and_new_version(browser: FlaskClient, holder: Organization) -> None:
    listed = make_achievement(S.LISTED, holder)
    assert browser.post(address(listed, "/renew")).status_code == 303
    answer = browser.post(address(listed, "/new-version"))
    fresh = db.session.query(Achievement).filter_by(supersedes_id=listed.id).one()
    assert answer.location == address(fresh, "/edit/overview")
    assert browser.post(address(listed, "/new-version")).location == answer.location
    assert browser.post(address(listed, "/delist"), data={"note": "已转让"}).status_code == 303
    assert browser.post(address(listed, "/renew")).status_code == 409


def test_old_links_lead_to_the_new_version(client: FlaskClient, holder: Organization) -> None:
    old = make_achievement(S.DELISTED, holder)
    middle = make_achievement(S.DELISTED, holder, supersedes_id=old.id, version_number=2)
    latest = make_achievement(S.LISTED, holder, supersedes_id=middle.id, version_number=3)
    answer = client.get(address(old))
    assert (answer.status_code, answer.location) == (303, address(latest))
    assert client.get(address(make_achievement(S.DELISTED, holder))).status_code == 404


def test_the_comparison_says_how_much(client: FlaskClient) -> None:
    rows = [
        make_indicator(),
        make_indicator(name="产品纯度", operator="ge", value_low=99.96, unit="%", baseline_value="99.90%", position=1),
        make_indicator(name="单位投资", operator="le", value_low=120.0, unit="万元/kt", baseline_value="95 万元/kt", position=2),
    ]  # fmt: skip
    page = client.get(address(make_achievement(indicators=rows))).get_data(as_text=True)
    assert "降 90%" in page and "升 0.06 个百分点" in page and "升 26%" in page


def test_number_of_statements_does_not_grow(client: FlaskClient) -> None:
    def cost(path: str) -> int:
        with count_queries() as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    first = make_achievement()
    drain_all()
    client.get("/achievements/")  # synonyms and other tables are read once
    few = cost("/achievements/"), cost(address(first))
    for _more in range(12):
        make_achievement()
    rich = make_achievement(
        indicators=[make_indicator(position=n) for n in range(9)], rights=[make_right() for _n in range(9)]
    )
    drain_all()
    client.get("/achievements/")
    assert (cost("/achievements/"), cost(address(rich))) == few

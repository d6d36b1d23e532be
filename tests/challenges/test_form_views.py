"""The guided form over HTTP: saving, bad input, lost updates, autosave, coach, double clicks."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from matchmaker.organizations.models import Organization, OrganizationStatus
from tests.factories.challenges import make_attachment, make_challenge
from tests.factories.organizations import make_organization

S = ChallengeStatus
ClientAs = Callable[[Actor], FlaskClient]
NASTY = "\"'><script>alert(1)</script>{{ 7*7 }} '; DROP TABLE challenge;-- 😀 \u05d0\u05d1"
CLEAR = {"secrecy": "no", "personal": "no"}


@pytest.fixture
def web(client_as: ClientAs, sponsor: Actor) -> FlaskClient:
    return client_as(sponsor)


@pytest.fixture
def draft(sponsor_org: Organization) -> Challenge:
    return make_challenge(S.DRAFT, sponsor=sponsor_org)


def at(draft: Challenge, tail: str) -> str:
    return f"/challenges/{draft.public_id}{tail}"


def fresh(draft: Challenge) -> Challenge:
    db.session.expire_all()
    return db.session.get_one(Challenge, draft.id)


def test_a_double_click_begins_one_draft(web: FlaskClient) -> None:
    first = web.post("/challenges/new", data={"draft_token": "same"})
    second = web.post("/challenges/new", data={"draft_token": "same"})
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(Challenge)) == 1


@pytest.mark.parametrize(
    ("step", "go", "target"),
    [("problem", "next", "/edit/field"), ("field", "back", "/edit/problem"), ("problem", "back", "/edit/problem"),
     ("terms", "stay", "/edit/terms"), ("release", "next", "/review"), ("problem", "nonsense", "/edit/problem")],
)  # fmt: skip
def test_buttons_save_and_lead_on(
    web: FlaskClient, draft: Challenge, step: str, go: str, target: str
) -> None:
    answer = web.post(at(draft, f"/edit/{step}"), data={"go": go, "title": "改过的名称"})
    assert (answer.status_code, answer.location) == (303, at(draft, target))


def test_every_step_saves_what_it_shows(web: FlaskClient, draft: Challenge) -> None:
    sent = {
        "problem": {"title": "名称", "summary": "摘要", "problem": "问题\r\n第二行", "tried": "试过"},
        "field": {"keywords": "膜，脱水 膜", "domain_code": "new_energy", "industry_code": "C2651"},
        "indicators": {"indicators-0-name": "收率", "indicators-0-operator": "ge", "indicators-0-value": "92",
                       "indicators-0-unit": "%", "trl_required": "6", "process_scale": "pilot", "scale_tpa": "5千"},
        "funding": {"funding_kind": "budget", "funding_amount": "12.5", "starts_on": "2027-01-01",
                    "ends_on": "2028/01/01", "deadline_on": "2027-02-01"},
        "terms": {"cooperation_modes": ["licensing", "other"], "ip_ownership": "sponsor", "ip_note": "另议"},
        "release": {"is_anonymous": "y", "layer_sponsor": "registered", "layer_problem": "nda", "layer_tried": "public",
                    "layer_present_state": "nda", "layer_research_content": "public", "layer_present_values": "nda",
                    "layer_payment_terms": "public", "layer_sponsor_provides": "public", "contact_name": "甲",
                    "contact_phone": "1", "file_layer": "nda"},
    }  # fmt: skip
    for step, data in sent.items():
        answer = web.post(at(draft, f"/edit/{step}"), data=data)
        assert answer.status_code == 303, (step, answer.get_data(as_text=True)[-3000:])
    saved = fresh(draft)
    assert (saved.title, saved.problem, saved.keywords) == ("名称", "问题\n第二行", ["膜", "脱水"])
    assert (saved.domain_code, saved.industry_code) == ("new_energy", "C2651")
    assert [row.display for row in saved.indicators] == ["≥ 92%"]
    assert (saved.trl_required, saved.process_scale, saved.scale_tpa) == (6, "pilot", 5000.0)
    assert (saved.funding_amount, str(saved.ends_on)) == (12_500_000, "2028-01-01")
    assert (
        saved.deadline_at and saved.deadline_at.isoformat() == "2027-02-01T09:00:00+00:00"
    )  # 17:00 in Beijing
    assert (saved.cooperation_modes, saved.ip_ownership) == (["licensing", "other"], "sponsor")
    assert saved.is_anonymous and saved.layer_of("problem") is Layer.NDA
    assert (saved.layer_of("sponsor"), saved.layer_of("tried")) == (Layer.REGISTERED, Layer.PUBLIC)
    assert saved.contact_name == "甲"


@pytest.mark.parametrize(
    ("step", "data", "words"),
    [
        ("problem", {"title": "长" * 81}, "最多 80 字，现在 81 字"),
        ("problem", {"problem": "长" * 1_000_000}, "现在 1000000 字"),
        ("field", {"keywords": "一 二 三 四 五 六"}, "最多 5 个"),
        ("field", {"domain_code": "astrology"}, "技术领域"),
        ("field", {"industry_code": "Z9999"}, "应用行业"),
        ("indicators", {"indicators-0-name": "收率", "indicators-0-operator": "ge", "indicators-0-value": "很高"}, "要填数字"),
        ("indicators", {"indicators-pasted": "\n".join(f"指标{n} ≥ {n}" for n in range(1, 5000))}, "最多填 200 行"),
        ("indicators", {"scale_tpa": "很多"}, "要填数字"),
        ("funding", {"funding_amount": "一些"}, "要填数字"),
        ("funding", {"funding_amount": "-3"}, "之间"),
        ("funding", {"ends_on": "明年"}, "要写成日期"),
        ("funding", {"deadline_on": "0001-01-01"}, "2000 年到 2100 年"),
        ("funding", {"starts_on": "2028-01-01", "ends_on": "2027-01-01"}, "早于"),
        ("funding", {"funding_kind": "lottery", "payment_terms": "长" * 301}, "最多 300 字"),
        ("terms", {"cooperation_modes": ["robbery"]}, "合作方式"),
        ("terms", {"ip_ownership": "mine"}, "知识产权归属"),
        ("release", {"layer_tried": "secret"}, "已试过的办法"),
        ("release", {"layer_sponsor": "public"}, "单位名称"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_kept(
    web: FlaskClient, draft: Challenge, step: str, data: dict, words: str
) -> None:
    before = draft.version
    answer = web.post(at(draft, f"/edit/{step}"), data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text
    assert "填写的内容都已保留" in text
    typed = next(iter(data.values()))
    if isinstance(typed, str) and len(typed) < 400 and step not in ("release",) and "lottery" not in typed:
        assert typed in text
    assert fresh(draft).version == before


def test_ten_megabytes_are_refused_and_change_nothing(web: FlaskClient, draft: Challenge) -> None:
    before = draft.version
    answer = web.post(at(draft, "/edit/problem"), data={"title": "新", "problem": "长" * 3_500_000})
    assert answer.status_code == 413
    assert "没有保存" in answer.get_data(as_text=True)
    assert fresh(draft).version == before


def test_odd_texts_are_stored_as_they_are_and_shown_escaped(web: FlaskClient, draft: Challenge) -> None:
    web.post(at(draft, "/edit/problem"), data={"title": NASTY[:80], "problem": NASTY + "\x00\u202e终"})
    assert fresh(draft).title == NASTY[:80]
    assert fresh(draft).problem == NASTY + "终"
    for tail in ("", "/edit/problem", "/review", "/print"):
        text = web.get(at(draft, tail)).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
        assert "{{ 7*7 }}" in text


def test_rows_are_edited_without_script(web: FlaskClient, draft: Challenge) -> None:
    data = {"indicators-0-name": "收率", "indicators-0-value": "9x", "indicators-add": "1"}
    answer = web.post(at(draft, "/edit/indicators"), data=data)
    assert answer.status_code == 200
    assert 'value="9x"' in answer.get_data(as_text=True)
    assert len(fresh(draft).indicators) == 3


def test_recognised_figures_are_filled_in_on_request(web: FlaskClient, sponsor_org: Organization) -> None:
    draft = make_challenge(
        S.DRAFT, sponsor=sponsor_org, problem="要求水分 ≤ 50 mg/kg，单耗 ≤ 0.8 t/t。", rows=()
    )
    assert "识别到 2 个指标" in web.get(at(draft, "/edit/indicators")).get_data(as_text=True)
    filled = web.post(at(draft, "/edit/indicators"), data={"indicators-0-name": "", "fill": "1"})
    assert filled.status_code == 200
    rows = filled.get_data(as_text=True).split("<tbody")
    assert 'value="水分"' in rows[1]  # blank rows do not stand in front
    assert fresh(draft).indicators == []


def test_a_lost_update_offers_both_versions(web: FlaskClient, draft: Challenge) -> None:
    web.post(at(draft, "/edit/problem"), data={"title": "先保存的名称", "version": "1"})
    late = web.post(at(draft, "/edit/problem"), data={"title": "后来的名称", "version": "1"})
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "先保存的名称" in text
    assert "后来的名称" in text
    assert 'name="version" type="hidden" value="2"' in text
    assert fresh(draft).title == "先保存的名称"
    web.post(at(draft, "/edit/problem"), data={"title": "后来的名称", "version": "2"})
    assert fresh(draft).title == "后来的名称"


def test_autosave(web: FlaskClient, draft: Challenge) -> None:
    address = at(draft, "/edit/problem/autosave")
    saved = web.post(address, data={"title": "自动保存的名称", "version": "1"})
    assert saved.status_code == 200
    assert saved.json == {"saved_at": "10:00", "version": 2}
    assert audit.timeline("challenge", draft.id) == []  # typing fills no trail
    lost = web.post(address, data={"title": "别处", "version": "1"})
    assert (lost.status_code, lost.json["version"]) == (409, 2)
    assert lost.json["url"] == at(draft, "/edit/problem")
    bad = web.post(address, data={"title": "长" * 81, "version": "2"})
    assert bad.status_code == 422
    assert "title" in bad.json["errors"]
    assert fresh(draft).title == "自动保存的名称"


def test_the_coach_judges_what_is_typed_and_saves_nothing(web: FlaskClient, draft: Challenge) -> None:
    answer = web.post(
        at(draft, "/edit/problem/coach"), data={"title": "短", "problem": "显著提升。", "version": "x"}
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "“显著”" in text
    assert "<html" not in text
    assert fresh(draft).version == 1
    broken = web.post(
        at(draft, "/edit/funding/coach"),
        data={"funding_amount": "abc", "ends_on": "abc", "funding_kind": "x"},
    )
    assert broken.status_code == 200


def test_guards_of_the_form(client_as: ClientAs, other: Actor, web: FlaskClient, draft: Challenge) -> None:
    stranger = client_as(other)
    for tail in (
        "/edit/problem",
        "/edit/problem/autosave",
        "/edit/problem/coach",
        "/submit",
        "/withdraw",
        "/delete",
    ):
        assert stranger.post(at(draft, tail), data={"title": "不是我的"}).status_code == 404
    assert web.get(at(draft, "/edit/nonsense")).status_code == 404
    assert web.get(at(draft, "/submit")).status_code == 405


def upload(web: FlaskClient, draft: Challenge, name: str, content: bytes, **more: str):
    data = {"file": (io.BytesIO(content), name), "file_layer": "nda", "contact_name": "保留我", **more}
    data |= {f"layer_{part}": "nda" for part in ("sponsor", "problem", "present_state", "tried", "research_content",
                                                 "present_values", "payment_terms", "sponsor_provides")}  # fmt: skip
    return web.post(at(draft, "/edit/release"), data=data, content_type="multipart/form-data")


def test_files(web: FlaskClient, draft: Challenge) -> None:
    refused = upload(web, draft, "报告.pdf", b"MZ\x90\x00 not a pdf")
    assert refused.status_code == 422
    assert "内容与扩展名不符" in refused.get_data(as_text=True)
    assert 'value="保留我"' in refused.get_data(as_text=True)
    assert fresh(draft).attachments == []
    assert upload(web, draft, "run.exe", b"MZ").status_code == 422
    assert (
        upload(
            web, draft, "报告.pdf", b"%PDF-1.7 ok", file_label="流程图", file_layer="registered"
        ).status_code
        == 303
    )
    file = fresh(draft).attachments[0]
    assert (file.filename, file.label, file.layer) == ("报告.pdf", "流程图", Layer.REGISTERED)
    with web.get(at(draft, f"/files/{file.id}")) as answer:
        assert answer.data == b"%PDF-1.7 ok"
    gone = web.post(at(draft, "/edit/release"), data={"remove_file": str(file.id), "file_layer": "nda"} | {
        f"layer_{part}": "nda" for part in ("sponsor", "problem", "present_state", "tried", "research_content",
                                            "present_values", "payment_terms", "sponsor_provides")})  # fmt: skip
    assert gone.status_code == 303
    assert fresh(draft).attachments == []


def test_closed_files_leave_a_trace(
    web: FlaskClient, client_as: ClientAs, staff: Actor, sponsor_org: Organization
) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    file = make_attachment(challenge, Layer.NDA)
    assert web.get(at(challenge, f"/files/{file.id}")).status_code == 303
    assert audit.timeline("challenge", challenge.id) == []
    client_as(staff).post(at(challenge, f"/files/{file.id}/download"))
    entry = audit.timeline("challenge", challenge.id)[0]
    assert (entry.action, entry.actor_id, entry.details) == (
        "download",
        staff.user_id,
        {"attachment": file.id},
    )


def test_submission(web: FlaskClient, draft: Challenge) -> None:
    refused = web.post(at(draft, "/submit"), data={"secrecy": "unsure", "personal": "no"})
    assert refused.status_code == 422
    assert "保密部门审查" in refused.get_data(as_text=True)
    done = web.post(at(draft, "/submit"), data=CLEAR)
    assert (done.status_code, fresh(draft).status) == (303, S.SCREENING)
    again = web.post(at(draft, "/submit"), data=CLEAR)
    assert again.status_code == 409
    late = web.post(at(draft, "/edit/problem"), data={"title": "太晚"})
    assert late.status_code == 409
    assert "已经提交" in late.get_data(as_text=True)


def test_gaps_are_listed_with_links(web: FlaskClient, sponsor_org: Organization) -> None:
    draft = make_challenge(S.DRAFT, sponsor=sponsor_org, summary="", rows=())
    answer = web.post(at(draft, "/submit"), data=CLEAR)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "还要补 2 处" in text
    assert at(draft, "/edit/indicators") + "#indicators" in text
    assert fresh(draft).status is S.DRAFT
    assert web.get(at(draft, "/edit")).location == at(draft, "/edit/problem")


def test_an_unverified_organization_is_told_what_to_do(app: Flask, client_as: ClientAs) -> None:
    org = make_organization(OrganizationStatus.UNVERIFIED)
    draft = make_challenge(S.DRAFT, sponsor=org)
    member = client_as(Actor(user_id=7, organization_id=org.id, name="成员"))
    answer = member.post(at(draft, "/submit"), data=CLEAR)
    assert answer.status_code == 422
    assert "还没有通过核验" in answer.get_data(as_text=True)
    assert fresh(draft).submitted_at is None

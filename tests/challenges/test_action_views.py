"""Buttons of the detail page and the desk over HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.organizations.models import Organization
from tests.factories.challenges import make_challenge

S = ChallengeStatus
ClientAs = Callable[[Actor], FlaskClient]


def status_of(challenge: Challenge) -> S:
    db.session.expire_all()
    return db.session.get_one(Challenge, challenge.id).status


CASES = {
    "withdraw": ("sponsor", S.OPEN, S.WITHDRAWN), "close": ("sponsor", S.OPEN, S.CLOSED),
    "publish": ("staff", S.SCREENING, S.OPEN), "reject": ("staff", S.SCREENING, S.REJECTED),
    "return": ("staff", S.SCREENING, S.DRAFT), "reopen": ("staff", S.CLOSED, S.OPEN),
}  # fmt: skip
DATA = {"note": "理由充分", "deadline_on": "2027-03-01"}


@pytest.mark.parametrize("action", CASES)
def test_actions(
    client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization, action: str
) -> None:
    who, source, target = CASES[action]
    challenge = make_challenge(source, sponsor=sponsor_org)
    address = f"/challenges/{challenge.public_id}/{action}"
    assert client_as(actors["anonymous"]).post(address, data=DATA).status_code == 303
    assert status_of(challenge) is source
    outsider = client_as(actors["other"]).post(address, data=DATA)
    assert outsider.status_code == (403 if source in (S.OPEN, S.CLOSED) else 404)
    stale = client_as(actors[who]).post(address, data=DATA | {"version": "99"})
    assert stale.status_code == 409
    assert status_of(challenge) is source
    done = client_as(actors[who]).post(address, data=DATA | {"version": "1"})
    assert done.status_code == 303
    assert status_of(challenge) is target
    again = client_as(actors[who]).post(address, data=DATA)
    assert again.status_code == 409  # pressed twice: nothing happens again
    assert status_of(challenge) is target


@pytest.mark.parametrize("action", ["withdraw", "close", "reject", "return"])
def test_a_missing_reason_comes_back_as_a_form(
    client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization, action: str
) -> None:
    who, source, _target = CASES[action]
    challenge = make_challenge(source, sponsor=sponsor_org)
    answer = client_as(actors[who]).post(f"/challenges/{challenge.public_id}/{action}", data={"note": " "})
    assert answer.status_code == 422
    assert "请写明理由" in answer.get_data(as_text=True)
    assert status_of(challenge) is source


def test_a_reason_too_long_is_kept(client_as: ClientAs, sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    note = "因为" * 251
    answer = client_as(sponsor).post(f"/challenges/{challenge.public_id}/withdraw", data={"note": note})
    assert answer.status_code == 422
    assert note in answer.get_data(as_text=True)


def test_reasons_stand_beside_the_fields(
    client_as: ClientAs, staff: Actor, sponsor: Actor, sponsor_org: Organization
) -> None:
    challenge = make_challenge(S.SCREENING, sponsor=sponsor_org)
    base = f"/challenges/{challenge.public_id}"
    done = client_as(staff).post(
        f"{base}/return", data={"reason_problem": "写清是哪道工序", "reason_unknown": "x"}
    )
    assert (done.status_code, done.location) == (303, "/challenges/desk")
    web = client_as(sponsor)
    page = web.get(f"{base}/edit/problem").get_data(as_text=True)
    assert "写清是哪道工序" in page
    assert "有退回意见" in page
    assert "写清是哪道工序" not in web.get(f"{base}/edit/field").get_data(as_text=True)
    assert web.get(f"{base}/edit").location == f"{base}/edit/problem"
    other = make_challenge(S.SCREENING).public_id
    too_long = client_as(staff).post(f"/challenges/{other}/return", data={"reason_title": "长" * 301})
    assert too_long.status_code == 422
    assert "长" * 301 in too_long.get_data(as_text=True)


def test_publishing_an_incomplete_need_is_refused(client_as: ClientAs, staff: Actor) -> None:
    challenge = make_challenge(S.SCREENING, problem="")
    answer = client_as(staff).post(f"/challenges/{challenge.public_id}/publish")
    assert answer.status_code == 422
    assert "请填写“主要问题”" in answer.get_data(as_text=True)
    assert "1 处不合发布要求" in client_as(staff).get(
        f"/challenges/{challenge.public_id}/screening"
    ).get_data(as_text=True)


def test_reopen_asks_for_a_day_ahead(client_as: ClientAs, staff: Actor) -> None:
    challenge = make_challenge(S.CLOSED)
    address = f"/challenges/{challenge.public_id}/reopen"
    for given, words in (("", "请填写“揭榜截止日”"), ("2020-01-01", "已经过去"), ("soon", "要写成日期")):
        answer = client_as(staff).post(address, data={"deadline_on": given, "note": "说明保留"})
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
        assert "说明保留" in answer.get_data(as_text=True)


def test_renewal_is_one_click(client_as: ClientAs, sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org, expires_on=clock.today() + timedelta(days=2))
    web = client_as(sponsor)
    assert "确认仍有效" in web.get("/challenges/mine").get_data(as_text=True)
    assert web.post(f"/challenges/{challenge.public_id}/renew").status_code == 303
    assert "确认仍有效" not in web.get("/challenges/mine").get_data(as_text=True).split("<table")[1]
    assert challenge.expires_on == clock.today() + timedelta(days=180)


def test_amend(client_as: ClientAs, sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(sponsor=sponsor_org)
    address = f"/challenges/{challenge.public_id}/amend"
    web = client_as(sponsor)
    sent = {"deadline_on": "2027-05-01", "contact_name": "新人", "contact_phone": "1", "file_layer": "public"}
    for change, words in (
        ({"deadline_on": "2026-11-25"}, "只能延后"), ({"contact_name": ""}, "请填写“联系人”"), ({"deadline_on": "?"}, "要写成日期"),
    ):  # fmt: skip
        answer = web.post(address, data=sent | change)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
    file = {"file": (io.BytesIO(b"%PDF-1.4 x"), "补充.pdf")}
    done = web.post(
        address, data=sent | file | {"version": str(challenge.version)}, content_type="multipart/form-data"
    )
    assert done.status_code == 303
    db.session.expire_all()
    assert challenge.contact_name == "新人"
    assert [one.filename for one in challenge.attachments] == ["补充.pdf"]
    assert web.post(address, data=sent | {"version": "1"}).status_code == 409


def test_deleting_a_draft(client_as: ClientAs, sponsor: Actor, sponsor_org: Organization) -> None:
    draft = make_challenge(S.DRAFT, sponsor=sponsor_org)
    returned = make_challenge(S.DRAFT, sponsor=sponsor_org, submitted_at=clock.now())
    web = client_as(sponsor)
    assert web.post(f"/challenges/{draft.public_id}/delete").location == "/challenges/mine"
    assert web.get(f"/challenges/{draft.public_id}").status_code == 404
    assert web.post(f"/challenges/{returned.public_id}/delete").status_code == 403


def test_expired_token_keeps_what_was_typed(app, client_as: ClientAs, sponsor: Actor, sponsor_org: Organization,
                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    draft = make_challenge(S.DRAFT, sponsor=sponsor_org)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = client_as(sponsor).post(
        f"/challenges/{draft.public_id}/edit/problem", data={"title": "打了很久的字"}
    )
    assert answer.status_code == 400
    assert "打了很久的字" in answer.get_data(as_text=True)


def test_staff_mend_an_open_need_in_the_same_form(client_as: ClientAs, staff: Actor) -> None:
    challenge = make_challenge()
    web, base = client_as(staff), f"/challenges/{challenge.public_id}"
    assert "data-autosave-url" not in web.get(f"{base}/edit/problem").get_data(as_text=True)
    texts = {name: getattr(challenge, name) for name in ("title", "summary", "problem")}
    refused = web.post(f"{base}/edit/problem", data=texts | {"problem": ""})
    assert refused.status_code == 422
    assert "请填写“主要问题”" in refused.get_data(as_text=True)
    done = web.post(
        f"{base}/edit/terms", data={"go": "next", "cooperation_modes": "other", "ip_ownership": "joint"}
    )
    assert done.status_code == 303
    assert web.get(f"{base}/review").location == base
    entry = audit.timeline("challenge", challenge.id)[0]
    assert (entry.action, entry.actor_id) == ("edit", staff.user_id)

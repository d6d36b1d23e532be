"""Pages over HTTP: writing, answering, and that nobody else reads a word of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.interests.models import Interest
from matchmaker.interests.vocabulary import InterestStatus, ItemKind
from matchmaker.interests.workflow import NEEDED
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.notifications.models import Delivery
from tests.factories.interests import make_interest
from tests.interests.conftest import Room
from tests.support.queries import count_queries

S = InterestStatus
Clients = Callable[[Actor], FlaskClient]
MARK = "玄武岩标记"
FILLED = {
    "title": "膜脱水", "approach": "气相侧脱水", "rationale": "侧线数据", "plan": "小试", "proof_0": "99.97%，72 h",
    "expertise": "膜分离、脱水", "references": "CN115455304A\n示例论文", "trl": "6", "contact_name": "示例",
    "contact_phone": "0473-5550404", "go": "send",
}  # fmt: skip


def page(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def test_from_the_need_to_the_answer(room: Room, client_as: Clients) -> None:
    writer, sponsor = client_as(room.writer), client_as(room.sponsor)
    item = f"/challenges/{room.challenge.public_id}"
    assert "一页纸回应" in page(writer, item)
    assert "一页纸回应" not in page(sponsor, item)
    begun = writer.post(f"/answers/of/challenge/{room.challenge.public_id}/new")
    interest = db.session.scalars(select(Interest)).one()
    number = interest.public_id
    assert begun.location == f"/answers/{number}/edit"
    form = page(writer, begun.location)
    assert "纯度 ≥ 99.95%<" in form
    assert form.count("必填") == len(NEEDED[ItemKind.CHALLENGE])
    bad = writer.post(begun.location, data={"title": "膜脱水", "approach": "长" * 826})
    assert bad.status_code == 422
    assert "最多 825 字，现在 826 字" in bad.get_data(as_text=True)
    lacking = writer.post(begun.location, data={"title": "膜脱水", "go": "send"})
    assert lacking.status_code == 422
    assert "请填写“解决思路”" in lacking.get_data(as_text=True)
    assert writer.post(begun.location, data=FILLED).location == f"/answers/{number}"
    assert "0473-5550404" not in page(sponsor, f"/answers/{number}")
    assert "膜脱水" in page(sponsor, "/answers/?box=received")
    refused = sponsor.post(f"/answers/{number}/engage", data={"reply_name": "", "reply": "你好"})
    assert refused.status_code == 422
    assert "你好" in refused.get_data(as_text=True)
    sponsor.post(f"/answers/{number}/engage", data={"reply_name": "示例", "reply_phone": "0473-5550505"})
    assert "0473-5550505" in page(writer, f"/answers/{number}")
    assert "0473-5550404" in page(sponsor, f"/answers/{number}")
    assert sponsor.post(f"/answers/{number}/decline", data={"decline_reason": "figures"}).status_code == 409
    assert "我的答复" in page(writer, item)


def test_neither_side_learns_the_name_of_a_person_before_they_talk(room: Room, client_as: Clients) -> None:
    """The unit may be anonymous, so who answered for it stands nowhere on the page."""
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    address = f"/answers/{interest.public_id}"
    client_as(room.sponsor).post(f"{address}/decline", data={"decline_reason": "figures"})
    seen = page(client_as(room.writer), address).partition("<main")[2]
    assert "指标达不到" in seen
    assert room.sponsor.name not in seen
    assert room.challenge.sponsor.name not in seen
    assert room.writer.name not in page(client_as(room.sponsor), address).partition("<main")[2]


def test_an_intent_about_an_achievement_asks_less(room: Room, client_as: Clients) -> None:
    writer = client_as(room.writer)
    assert "表达合作意向" in page(writer, f"/achievements/{room.achievement.public_id}")
    start = writer.post(f"/answers/of/achievement/{room.achievement.public_id}/new")
    form = page(writer, start.location)
    assert "想用来解决什么问题" in form
    assert 'name="trl"' not in form
    answer = writer.post(
        start.location,
        data={
            "title": "试用",
            "approach": "脱水",
            "contact_name": "示例",
            "contact_email": "a@b.example",
            "go": "send",
        },
    )
    assert answer.status_code == 303


def test_autosave_and_the_other_window(room: Room, client_as: Clients) -> None:
    writer = client_as(room.writer)
    interest = make_interest(S.DRAFT, room.challenge, room.solver, room.home)
    number, version = interest.public_id, interest.version
    saved = writer.post(f"/answers/{number}/edit/autosave", data={"title": "一", "version": version})
    assert saved.get_json()["version"] == version + 1
    lost = writer.post(f"/answers/{number}/edit/autosave", data={"title": "二", "version": version})
    assert (lost.status_code, lost.get_json()["version"]) == (409, version + 1)


@pytest.mark.parametrize("status", list(S))
def test_only_the_two_sides_get_a_word(
    room: Room, client_as: Clients, client: FlaskClient, status: S
) -> None:
    interest = make_interest(
        status, room.challenge, room.solver, room.home, title=f"题{MARK}", approach=f"文{MARK}",
        contact_phone=f"话{MARK}", reply=f"答{MARK}" if status in (S.ENGAGED, S.DECLINED) else "",
    )  # fmt: skip
    number, planted = interest.public_id, [f"{one}{MARK}" for one in "题文话答"]
    addresses = [
        f"/answers/{number}", f"/answers/{number}/edit", "/answers/", "/answers/?box=received", "/answers/desk",
        f"/challenges/{room.challenge.public_id}", "/agenda/", f"/organizations/{room.challenge.sponsor.public_id}",
        "/search?q=玄武岩标记",
    ]  # fmt: skip
    for actor in (room.outsider, room.staff, room.holder):
        browser = client_as(actor)
        for address in addresses:
            text = browser.get(address, follow_redirects=True).get_data(as_text=True)
            assert not [one for one in planted if one in text], (actor, address)
    assert client.get(f"/answers/{number}").status_code in (302, 303)
    if status in (S.DRAFT, S.WITHDRAWN):
        assert client_as(room.sponsor).get(f"/answers/{number}").status_code == 404
    if status is S.SENT:
        assert f"话{MARK}" not in page(client_as(room.sponsor), f"/answers/{number}")
    assert not any(MARK in one.text + one.subject for one in db.session.scalars(select(Delivery)))


def test_staff_see_what_waits_and_urge(room: Room, client_as: Clients) -> None:
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    staff = client_as(room.staff)
    assert room.challenge.title in page(staff, "/answers/desk")
    assert staff.post(f"/answers/{interest.public_id}/urge").status_code == 303
    assert "今天已提醒" in page(staff, "/answers/desk")
    assert client_as(room.outsider).get("/answers/desk").status_code == 403
    assert client_as(room.outsider).post(f"/answers/{interest.public_id}/urge").status_code == 404
    assert client_as(room.writer).post(f"/answers/{interest.public_id}/urge").status_code == 403


def test_the_unit_is_told_on_its_agenda(room: Room, client_as: Clients) -> None:
    make_interest(S.SENT, room.challenge, room.solver, room.home)
    assert "答复收到的一页答复" in page(client_as(room.sponsor), "/agenda/")
    assert "答复收到的一页答复" not in page(client_as(room.outsider), "/agenda/")


def test_the_rate_stands_on_the_need_in_words_only(room: Room, client_as: Clients) -> None:
    address, reader = f"/challenges/{room.challenge.public_id}", client_as(room.outsider)
    assert "按期答复" not in page(reader, address)
    for _n in range(3):
        make_interest(S.DECLINED, room.challenge, room.solver, room.home)
    assert "总是按期答复" in page(reader, address)
    assert "100%" not in page(reader, address)
    assert "100%" in page(reader, f"/organizations/{room.challenge.sponsor.public_id}")


def test_lists_take_as_many_statements_for_one_as_for_many(room: Room, client_as: Clients) -> None:
    def count() -> int:
        with count_queries() as found:
            page(client_as(room.sponsor), "/answers/?box=received")
        return len(found)

    make_interest(S.SENT, room.challenge, room.solver, room.home)
    one = count()
    for _n in range(8):
        make_interest(
            S.DECLINED, room.challenge, room.solver, room.home, sent_at=clock.now() - timedelta(days=1)
        )
    assert count() == one

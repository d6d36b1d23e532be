"""Writing, sending, answering, the clock of the answer, and the rate that comes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from matchmaker.challenges import services as challenges
from matchmaker.extensions import db
from matchmaker.interests import queries, services
from matchmaker.interests.models import Interest
from matchmaker.interests.vocabulary import AnswerRate, DeclineReason, InterestStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict, GuardFailed, PermissionDenied
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.kernel.working_days import add_working_days
from matchmaker.notifications.models import Delivery
from tests.conftest import NOW
from tests.factories.calls import make_call
from tests.factories.challenges import make_challenge
from tests.factories.interests import make_interest
from tests.interests.conftest import Room

S = InterestStatus
CONTACT = {"reply_name": "示例对接人", "reply_phone": "0473-5550303", "reply_email": ""}
PAGE: dict[str, Any] = {
    "title": "膜脱水", "approach": "气相侧脱水", "rationale": "侧线数据", "plan": "两周小试", "expertise": ["膜"],
    "references": ["CN115455304A"], "proofs": {"纯度": "72 h 数据"}, "trl": 6, "contact_name": "示例", "contact_phone": "1",
}  # fmt: skip


def mails() -> set[tuple[str, str]]:
    return {(one.kind, one.recipient) for one in db.session.scalars(select(Delivery))}


def test_from_the_first_word_to_the_exchange_of_contacts(room: Room) -> None:
    with transaction():
        interest = services.start_interest(room.writer, room.challenge)
        services.save_interest(room.writer, interest, PAGE, interest.version)
    with transaction():
        services.send_interest(room.writer, interest)
    assert interest.answer_due_on == add_working_days(clock.today(), 10)
    assert any(kind == "InterestSent" for kind, _to in mails())
    with transaction():
        services.engage(room.sponsor, interest, CONTACT, "下周二可以谈")
    assert (interest.status, interest.was_in_time) == (S.ENGAGED, True)
    assert ("InterestAnswered", room.solver.email) in mails()


def test_one_page_a_person_and_item(room: Room) -> None:
    with transaction():
        first = services.start_interest(room.writer, room.challenge)
    with transaction():
        assert services.start_interest(room.writer, room.challenge).id == first.id
        services.withdraw_interest(room.writer, first)
    with transaction():
        assert services.start_interest(room.writer, room.challenge).id != first.id
    assert mails() == set()  # what was never sent is taken back in silence


def test_an_earlier_page_gives_its_texts_but_not_its_title_and_rows(room: Room) -> None:
    old = make_interest(S.DECLINED, room.achievement, room.solver, room.home, expertise=["膜分离"], trl=6)
    with transaction():
        new = services.start_interest(room.writer, room.challenge, old)
    assert (new.approach, new.plan, new.expertise, new.trl) == (old.approach, old.plan, ["膜分离"], 6)
    assert (new.title, new.proofs) == ("", {})
    other = make_challenge()
    with pytest.raises(PermissionDenied), transaction():
        services.start_interest(room.outsider, other, old)


def test_an_incomplete_page_is_refused_by_field_and_kept(room: Room) -> None:
    with transaction():
        interest = services.start_interest(room.writer, room.challenge)
        services.save_interest(room.writer, interest, {"title": "膜脱水"}, None)
    with pytest.raises(GuardFailed) as caught, transaction():
        services.send_interest(room.writer, interest)
    assert set(caught.value.errors) == {"approach", "rationale", "contact_name", "contact_phone"}
    db.session.refresh(interest)
    assert (interest.status, interest.title) == (S.DRAFT, "膜脱水")


def test_a_lost_update_is_noticed(room: Room) -> None:
    with transaction():
        interest = services.start_interest(room.writer, room.challenge)
        seen = interest.version
        services.save_interest(room.writer, interest, PAGE, seen)
    with pytest.raises(Conflict), transaction():
        services.save_interest(room.writer, interest, {**PAGE, "title": "另一份"}, seen)


def test_a_need_of_a_call_takes_bids_only(room: Room) -> None:
    listed = make_challenge(call_id=make_call().id)
    with pytest.raises(PermissionDenied), transaction():
        services.start_interest(room.writer, listed)


def test_declining_takes_a_reason_and_other_takes_words(room: Room) -> None:
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    for reason, reply, field in ((None, "", "decline_reason"), (DeclineReason.OTHER, " ", "reply")):
        with pytest.raises(GuardFailed) as caught, transaction():
            services.decline(room.sponsor, interest, reason, reply)
        assert set(caught.value.errors) == {field}
    with transaction():
        services.decline(room.sponsor, interest, DeclineReason.TOO_EARLY, "")
    text = db.session.scalars(select(Delivery.text).where(Delivery.kind == "InterestAnswered")).one()
    assert "技术太早期" in text
    assert interest.approach not in text


def test_an_item_that_goes_ends_what_waits_for_it(room: Room) -> None:
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    with transaction():
        challenges.withdraw_challenge(room.sponsor, room.challenge, "不再需要")
    assert interest.status is S.LAPSED
    assert ("InterestLapsed", room.solver.email) in mails()


def test_the_clock_reminds_once_and_calls_staff_once(room: Room) -> None:
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    due = interest.answer_due_on
    assert due is not None
    done = []
    for days in (0, 9, 11, 12, 15, 16, 40):
        with clock.frozen(NOW + timedelta(days=days)), transaction():
            done.append(services.remind_due())
    assert done == [0, 1, 0, 0, 1, 0, 0]
    kinds = [kind for kind, _to in mails()]
    assert kinds.count("AnswerDue") >= 1


def test_a_day_of_standstill_loses_neither(room: Room) -> None:
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    with clock.frozen(NOW + timedelta(days=60)), transaction():
        assert services.remind_due() == 1  # the day has passed: staff, not another reminder
    assert (interest.reminded_on, interest.escalated_on is not None) == (None, True)


def test_staff_urge_once_a_day(room: Room) -> None:
    interest = make_interest(S.SENT, room.challenge, room.solver, room.home)
    with transaction():
        services.urge(room.staff, interest)
    with pytest.raises(GuardFailed), transaction():
        services.urge(room.staff, interest)
    with pytest.raises(PermissionDenied), transaction():
        services.urge(room.outsider, interest)


def test_the_rate_counts_what_was_due(room: Room) -> None:
    unit, today = room.challenge.sponsor_id, clock.today()
    assert not queries.rate_of(unit).is_known
    late = {"answer_due_on": today - timedelta(days=1)}
    make_interest(S.ENGAGED, make_challenge(sponsor=room.challenge.sponsor), room.solver)
    make_interest(S.DECLINED, make_challenge(sponsor=room.challenge.sponsor), room.solver, was_in_time=False)
    make_interest(S.SENT, make_challenge(sponsor=room.challenge.sponsor), room.solver, **late)
    make_interest(S.SENT, room.challenge, room.solver)  # not due yet
    rate = queries.rate_of(unit)
    assert (rate.due, rate.in_time, rate.percent, rate.word) == (3, 1, 33, AnswerRate.SELDOM)
    assert db.session.query(Interest).count() == 4

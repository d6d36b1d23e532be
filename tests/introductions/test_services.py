"""From the first look to the contract, and what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from matchmaker.extensions import db
from matchmaker.introductions import queries, services
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.services import Contract
from matchmaker.introductions.vocabulary import ExitReason, IntroductionStatus, Party
from matchmaker.kernel import clock
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, NotFound, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.models import Match, TargetKind
from tests.factories.achievements import make_achievement
from tests.factories.bids import make_team
from tests.factories.challenges import make_challenge
from tests.factories.experts import make_expert
from tests.factories.introductions import make_introduction
from tests.introductions.conftest import Desk
from tests.support.people import actor_with

S = IntroductionStatus


def begun(desk: Desk, name: str = "broker") -> Introduction:
    return services.begin(desk[name], desk.challenge.id, TargetKind.ACHIEVEMENT, desk.achievement.id)


def suggest(desk: Desk, target: int, score: int, kind: TargetKind = TargetKind.ACHIEVEMENT) -> Match:
    match = Match(
        challenge_id=desk.challenge.id, target_kind=kind, target_id=target, score=score, scorer_version="1"
    )
    db.session.add(match)
    db.session.commit()
    return match


def test_from_the_desk_to_the_contract(desk: Desk) -> None:
    with transaction():
        one = begun(desk)
        services.shortlist(desk["broker"], one)
        services.introduce(desk["broker"], one)
    for early in ("sponsor", "holder", "broker", "staff"):
        with pytest.raises(PermissionDenied):
            queries.contacts_of(desk[early], one)
    with transaction():
        services.agree(desk["sponsor"], one)
    assert one.status is S.INTRODUCED
    with pytest.raises(IllegalTransition):
        services.agree(desk["sponsor"], one)
    with transaction():
        services.agree(desk["holder"], one)
    assert one.status is S.ENGAGED
    need, offer = queries.contacts_of(desk["holder"], one)
    assert (need.phone, offer.phone) == ("0473-1111111", "0473-2222222")
    with pytest.raises(PermissionDenied):
        queries.contacts_of(desk["outsider"], one)
    with transaction():
        services.convert(desk["broker"], one, Contract(12_000_000, " 示例-001 ", clock.today()))
    assert (one.status, one.contract_value, one.contract_number) == (S.CONVERTED, 12_000_000, "示例-001")


def test_one_row_for_a_pair(desk: Desk) -> None:
    with transaction():
        assert begun(desk) is begun(desk, "other")
    with pytest.raises(PermissionDenied):
        begun(desk, "insider")
    with pytest.raises(PermissionDenied):
        begun(desk, "sponsor")
    with pytest.raises(NotFound):
        services.begin(desk["broker"], desk.challenge.id, TargetKind.ACHIEVEMENT, 99_999)


def test_a_handled_pair_leaves_the_desk(desk: Desk) -> None:
    second = make_achievement()
    expert = make_expert()
    best = suggest(desk, desk.achievement.id, 90)
    person = suggest(desk, expert.id, 80, TargetKind.EXPERT)
    weaker = suggest(desk, second.id, 70)
    suggest(desk, make_achievement().id, 59)  # below what is shown
    with transaction():
        one = begun(desk)
    assert list(db.session.scalars(queries.open_pairs(desk["other"]))) == [best, person, weaker]
    with transaction():
        services.dismiss(desk["broker"], one, ExitReason.FIELD)
        make_introduction(S.SHORTLISTED, desk.challenge, expert)
    assert list(db.session.scalars(queries.open_pairs(desk["other"]))) == [weaker]
    with pytest.raises(PermissionDenied):
        queries.open_pairs(desk["sponsor"])


def test_undo_is_for_the_own_last_step_of_ten_minutes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begun(desk)
    services.shortlist(desk["broker"], one)
    services.dismiss(desk["broker"], one, ExitReason.OTHER, "重复")
    with pytest.raises(IllegalTransition):
        services.undo(desk["other"], one)
    services.undo(desk["broker"], one)
    assert (one.status, one.reason) == (S.SHORTLISTED, None)
    with pytest.raises(IllegalTransition):
        services.undo(desk["broker"], one)
    services.dismiss(desk["broker"], one, ExitReason.FIELD)
    late = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(IllegalTransition):
        services.undo(desk["broker"], one)


def test_having_asked_cannot_be_undone(desk: Desk) -> None:
    one = begun(desk)
    services.introduce(desk["broker"], one)
    with pytest.raises(IllegalTransition):
        services.undo(desk["broker"], one)


def test_each_exit_needs_a_reason(desk: Desk) -> None:
    one = make_introduction(S.INTRODUCED, desk.challenge, desk.achievement)
    two = make_introduction(S.SUGGESTED, desk.challenge, make_achievement())
    steps: list[Callable[..., Any]] = [
        lambda *why: services.decline(desk["holder"], one, *why),
        lambda *why: services.dismiss(desk["broker"], two, *why),
    ]
    for step in steps:
        for why in ((None,), (ExitReason.OTHER, " "), (ExitReason.FIELD, "长" * 301)):
            with pytest.raises(GuardFailed):
                step(*why)
    services.decline(desk["holder"], one, ExitReason.KNOWN)
    assert (one.status, one.declined_by) == (S.DECLINED, Party.OFFER)


def test_who_cannot_answer_is_not_asked(desk: Desk) -> None:
    silent = make_introduction(S.SUGGESTED, desk.challenge, make_expert())
    with pytest.raises(GuardFailed):
        services.introduce(desk["broker"], silent)
    db.session.rollback()
    _home, user = make_team()
    speaking = make_introduction(S.SUGGESTED, make_challenge(), make_expert(user_id=user.id))
    services.introduce(desk["broker"], speaking)
    services.agree(actor_with(Role.EXPERT, user_id=user.id), speaking)
    assert speaking.offer_agreed_at is not None
    assert speaking.need_agreed_at is None


@pytest.mark.parametrize(
    "contract", [Contract(-1, "", date(2020, 1, 1)), Contract(1, "", date(2999, 1, 1)), Contract(1, "长" * 61, date(2020, 1, 1))]
)  # fmt: skip
def test_a_contract_must_make_sense(desk: Desk, contract: Contract) -> None:
    one = make_introduction(S.ENGAGED, desk.challenge, desk.achievement)
    with pytest.raises(GuardFailed):
        services.convert(desk["broker"], one, contract)


def test_the_clock(desk: Desk) -> None:
    today = clock.today()
    late = make_introduction(
        S.INTRODUCED, desk.challenge, desk.achievement, answer_due_on=today - timedelta(days=1)
    )
    due = make_introduction(S.INTRODUCED, desk.challenge, make_achievement(), answer_due_on=today)
    far = make_introduction(
        S.INTRODUCED, desk.challenge, make_achievement(), answer_due_on=today + timedelta(days=30)
    )
    assert (services.expire_due(), services.remind_due()) == (1, 1)
    assert (services.expire_due(), services.remind_due()) == (0, 0)
    assert (late.status, due.reminded_on, far.reminded_on) == (S.EXPIRED, today, None)


def test_notes_and_lists_stay_where_they_belong(desk: Desk) -> None:
    hidden = make_introduction(S.SHORTLISTED, desk.challenge, make_achievement())
    shown = make_introduction(S.INTRODUCED, desk.challenge, desk.achievement)
    note = services.write_note(desk["broker"], shown, "先谈价格")
    assert queries.notes_of(desk["staff"], shown) == [note]
    for name in ("sponsor", "holder"):
        with pytest.raises(PermissionDenied):
            queries.notes_of(desk[name], shown)
        assert list(db.session.scalars(queries.introductions_of(desk[name]))) == [shown]
        with pytest.raises(NotFound):
            queries.load_introduction(desk[name], hidden.id)
    assert queries.load_introduction(desk["broker"], hidden.id) is hidden
    with pytest.raises(GuardFailed):
        services.write_note(desk["broker"], shown, " ")

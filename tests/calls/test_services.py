"""Calls from draft to end; the version of the rules that each keeps; who may do it; the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.calls import queries, services
from matchmaker.calls.models import Call, RulesVersion
from matchmaker.calls.policy import POLICY, CallPermission, visible_to
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.calls.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from tests.factories.accounts import make_user
from tests.factories.calls import make_call
from tests.support.people import actor_with

S = CallStatus
TABLE = {
    "announce": ({S.DRAFT}, S.OPEN),
    "close": ({S.OPEN}, S.CLOSED),
    "cancel": ({S.DRAFT, S.OPEN}, S.CANCELLED),
}


def values(**more: Any) -> dict[str, Any]:
    now = clock.now()
    return {"title": "示例征集", "introduction": "说明", "contact": "", "domain_codes": [], "opens_at": now,
            "closes_at": now + timedelta(days=18)} | more  # fmt: skip


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


def test_a_running_call_keeps_the_version_it_opened_with(staff: Actor) -> None:
    with transaction():
        call = services.create_call(staff, values(), CallRules())
        services.announce_call(staff, call)
    stricter = replace(CallRules(), min_bidding_days=60)
    with transaction():
        later = services.create_call(staff, values(), stricter)
    assert (call.rules.min_bidding_days, later.rules.min_bidding_days) == (30, 60)
    assert services.latest_rules() == stricter
    with pytest.raises(PermissionDenied), transaction():
        services.save_call(staff, call, values(), stricter, None)


def test_the_same_rules_are_one_version(staff: Actor) -> None:
    with transaction():
        one = services.create_call(staff, values(), CallRules())
        other = services.create_call(staff, values(), CallRules())
    assert one.rules_version_id == other.rules_version_id
    with transaction():
        services.save_call(
            staff, other, values(title="改名"), replace(CallRules(), panel_size=7), other.version
        )
    assert one.rules.panel_size == 5
    assert other.rules.panel_size == 7
    assert len(db.session.scalars(select(RulesVersion)).all()) == 2


def test_a_lost_update_is_noticed(staff: Actor) -> None:
    call = make_call(S.DRAFT)
    with pytest.raises(Conflict), transaction():
        services.save_call(staff, call, values(), CallRules(), call.version + 1)


def test_errors_name_their_fields(staff: Actor) -> None:
    wrong = values(title="", closes_at=clock.now() - timedelta(days=3), introduction="长" * 3001)
    with pytest.raises(GuardFailed) as refusal, transaction():
        services.create_call(staff, wrong, replace(CallRules(), panel_size=2))
    assert {"title", "closes_on", "introduction", "panel_size"} <= set(refusal.value.errors)
    assert db.session.scalars(select(Call)).all() == []


@pytest.mark.parametrize("change", [{"closes_at": None}, {"opens_at": None}, {"introduction": ""}])
def test_announcing_needs_window_and_text(staff: Actor, change: dict[str, Any]) -> None:
    call = make_call(S.DRAFT, **change)
    with pytest.raises(GuardFailed), transaction():
        services.announce_call(staff, call)
    assert call.status is S.DRAFT


@pytest.mark.parametrize("action", TABLE)
@pytest.mark.parametrize("status", S)
def test_every_state_and_action(staff: Actor, status: S, action: str) -> None:
    sources, target = TABLE[action]
    call = make_call(status)
    for other in (ANONYMOUS, actor_with(Role.ENTERPRISE_MEMBER, 1, 7), actor_with(Role.BROKER, None, 8)):
        with pytest.raises(PermissionDenied):
            WORKFLOW.apply(call, action, other, "理由")
    if status not in sources:
        with pytest.raises(IllegalTransition):
            WORKFLOW.apply(call, action, staff, "理由")
        assert call.status is status
        return
    with transaction():
        WORKFLOW.apply(call, action, staff, "理由")
    assert call.status is target
    assert audit.timeline("call", call.id)[0].action == action


def test_the_table_names_every_action() -> None:
    assert {t.action for t in WORKFLOW.transitions} == set(TABLE)
    assert set(POLICY.table) == set(CallPermission)


def test_visible_to_equals_can_read(staff: Actor) -> None:
    calls = [make_call(status) for status in S]
    for actor in (ANONYMOUS, staff, SYSTEM, actor_with(Role.RESEARCHER, None, 9)):
        by_query = {call.id for call in db.session.scalars(select(Call).where(visible_to(actor)))}
        assert by_query == {call.id for call in calls if POLICY.can(actor, CallPermission.READ, call)}
    assert len(db.session.scalars(select(Call).where(visible_to(ANONYMOUS))).all()) == 3


def test_extending_only_moves_the_end_back(staff: Actor) -> None:
    call = make_call()
    later = call.closes_at + timedelta(days=5)
    with transaction():
        services.extend_call(staff, call, later, "补充宣传")
    assert call.closes_at == later
    for wrong in (None, later - timedelta(days=1)):
        with pytest.raises(GuardFailed), transaction():
            services.extend_call(staff, call, wrong, "")


def test_the_clock_closes_once_and_in_order(staff: Actor) -> None:
    now = clock.now()
    first = make_call(closes_at=now - timedelta(hours=2))
    second = make_call(closes_at=now - timedelta(hours=1))
    running = make_call()
    with transaction():
        assert services.close_due() == 2
    with transaction():
        assert services.close_due() == 0
    assert (first.status, second.status, running.status) == (S.CLOSED, S.CLOSED, S.OPEN)
    places = [audit.timeline("call", call.id)[0].position for call in (first, second)]
    assert places == sorted(places)


def test_open_now_is_the_window(app: Flask) -> None:
    now = clock.now()
    running = make_call()
    make_call(opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))
    make_call(opens_at=now - timedelta(days=2), closes_at=now)
    make_call(S.DRAFT)
    assert queries.open_now() == [running]

"""Every permission against every kind of person; every action from every state."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import POLICY, BrokerPermission, visible_to
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.brokers.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from tests.conftest import NOW
from tests.factories.accounts import make_user
from tests.factories.brokers import make_broker
from tests.support.people import actor_with

S, P = BrokerStatus, BrokerPermission
ALL = {"anonymous", "company", "other", "owner", "staff", "system"}


@pytest.fixture
def people(app: Flask) -> dict[str, Actor]:
    user = make_user(Role.BROKER)
    return {
        "anonymous": ANONYMOUS, "system": SYSTEM, "owner": actor_with(Role.BROKER, None, user.id),
        "other": actor_with(Role.BROKER, None, user.id + 1), "company": actor_with(Role.ENTERPRISE_MEMBER, 7, user.id + 2),
        "staff": actor_with(Role.SUB_CENTRE_MANAGER, 1, user.id + 3),
    }  # fmt: skip


EXPECTED: dict[
    BrokerPermission, tuple[set[str], set[str]]
] = {  # for a draft never submitted, for a listed one
    P.CONFIRM: (set(), {"owner"}),
    P.CREATE: ({"owner", "other"}, {"owner", "other"}),
    P.EDIT: ({"owner"}, set()),
    P.EXPORT: ({"staff", "system"}, {"staff", "system"}),
    P.READ: ({"owner", "system"}, ALL),
    P.READ_PRIVATE: ({"owner"}, {"owner", "staff", "system"}),
    P.REVISE: ({"owner"}, {"owner"}),
    P.SCREEN: ({"staff", "system"}, {"staff", "system"}),
    P.SUBMIT: ({"owner"}, {"owner"}),
}


def test_who_may_do_what(people: dict[str, Actor]) -> None:
    assert set(EXPECTED) == set(P)
    for place in (0, 1):
        row = Broker(status=(S.DRAFT, S.LISTED)[place], user_id=people["owner"].user_id)
        row.submitted_at = NOW if place else None
        for permission, expected in EXPECTED.items():
            allowed = {name for name, actor in people.items() if POLICY.can(actor, permission, row)}
            assert allowed == expected[place], (permission, place)


def test_the_query_agrees_with_the_policy(people: dict[str, Actor]) -> None:
    rows = [make_broker(status) for status in S]
    rows.append(make_broker(S.DRAFT, user_id=people["owner"].user_id))
    for name, actor in people.items():
        seen = set(db.session.scalars(select(Broker.id).where(visible_to(actor))))
        assert seen == {row.id for row in rows if POLICY.can(actor, P.READ, row)}, name


WAYS = {
    ("submit", S.DRAFT): (S.SCREENING, {"owner"}), ("verify", S.SCREENING): (S.LISTED, {"staff", "system"}),
    ("return_for_revision", S.SCREENING): (S.DRAFT, {"staff", "system"}),
    ("suspend", S.LISTED): (S.SUSPENDED, {"staff", "system"}),
    ("restore", S.SUSPENDED): (S.LISTED, {"staff", "system"}), ("revise", S.LISTED): (S.DRAFT, {"owner"}),
}  # fmt: skip


def test_every_action_from_every_state(people: dict[str, Actor]) -> None:
    row = make_broker(user_id=people["owner"].user_id)
    for transition in WORKFLOW.transitions:
        doer = people["owner" if transition.action in ("submit", "revise") else "staff"]
        for state in S:
            row.status = state
            target = WAYS.get((transition.action, state))
            if target is None:
                with pytest.raises(IllegalTransition):
                    WORKFLOW.apply(row, transition.action, doer, "理由")
                continue
            for name in set(people) - target[1]:
                with pytest.raises(PermissionDenied):
                    WORKFLOW.apply(row, transition.action, people[name], "理由")
            WORKFLOW.apply(row, transition.action, doer, "理由")
            assert row.status is target[0]
            if transition.needs_note:
                row.status = state
                with pytest.raises(GuardFailed):
                    WORKFLOW.apply(row, transition.action, doer, " ")
    db.session.rollback()

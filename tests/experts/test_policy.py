"""Who may do what with a profile: every kind of actor, every status, every permission; states and actions."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.experts.models import Availability, Expert, ExpertStatus
from matchmaker.experts.policy import POLICY, ExpertPermission, visible_to
from matchmaker.experts.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from tests.factories.accounts import make_user
from tests.factories.experts import make_expert
from tests.support.people import actor_with

P, S = ExpertPermission, ExpertStatus
ANY = list(S)
STAFF = {"manager", "operator", "system"}
SIGNED_IN = {"own", "other", "manager", "operator", "system"}


def every(who: set[str], statuses: Iterable[ExpertStatus] = tuple(S)) -> dict[ExpertStatus, set[str]]:
    """The same people in several statuses."""
    return dict.fromkeys(statuses, who)


EXPECTED = {
    P.READ: {S.DRAFT: {"own", "system"}, S.LISTED: SIGNED_IN | {"stranger"},
             **every({"own"} | STAFF, [S.SCREENING, S.HIDDEN, S.REJECTED])},
    P.READ_TRAIL: {S.DRAFT: {"own"}, **every({"own"} | STAFF, [S.SCREENING, S.LISTED, S.HIDDEN, S.REJECTED])},
    P.CREATE: every(SIGNED_IN),
    P.EDIT: {S.DRAFT: {"own"}},
    P.SUBMIT: every({"own"}),
    P.HIDE: every({"own"}),
    P.REVISE: every({"own"}),
    P.SCREEN: every(STAFF),
    P.CONTACT: {S.LISTED: {"other", "manager", "operator"}},
}  # fmt: skip
LEGAL = {
    ("submit", S.DRAFT): S.SCREENING,
    ("list", S.SCREENING): S.LISTED,
    ("return_for_revision", S.SCREENING): S.DRAFT,
    ("reject", S.SCREENING): S.REJECTED,
    ("reject", S.LISTED): S.REJECTED,
    ("reject", S.HIDDEN): S.REJECTED,
    ("hide", S.LISTED): S.HIDDEN,
    ("show", S.HIDDEN): S.LISTED,
    ("revise", S.LISTED): S.DRAFT,
    ("revise", S.HIDDEN): S.DRAFT,
    ("revise", S.REJECTED): S.DRAFT,
}
BY_STAFF = {"list", "return_for_revision", "reject"}


def person(role: Role) -> Actor:
    return actor_with(role, None, make_user(role).id)


@pytest.fixture
def actors(app: Flask) -> dict[str, Actor]:
    return {
        "stranger": ANONYMOUS,
        "own": person(Role.EXPERT),
        "other": person(Role.ENTERPRISE_MEMBER),
        "manager": person(Role.SUB_CENTRE_MANAGER),
        "operator": person(Role.OPERATOR),
        "system": SYSTEM,
    }


def test_the_table_is_complete() -> None:
    assert set(EXPECTED) == set(P) == set(POLICY.table)


@pytest.mark.parametrize("status", ANY)
def test_matrix(actors: dict[str, Actor], status: ExpertStatus) -> None:
    expert = make_expert(status, user_id=actors["own"].user_id)
    wrong = []
    for permission in P:
        allowed = {name for name, actor in actors.items() if POLICY.can(actor, permission, expert)}
        if allowed != EXPECTED[permission].get(status, set()):
            wrong.append((permission.value, sorted(allowed)))
    assert wrong == []


def test_the_busy_take_no_requests(actors: dict[str, Actor]) -> None:
    busy = make_expert(availability=Availability.BUSY)
    assert not POLICY.can(actors["other"], P.CONTACT, busy)


def test_visible_to_says_the_same_as_the_policy(actors: dict[str, Actor]) -> None:
    everything = [make_expert(status) for status in S]
    everything.append(make_expert(S.DRAFT, user_id=actors["own"].user_id))
    everything.append(make_expert(S.DRAFT, submitted_at=everything[0].created_at))
    for name, actor in actors.items():
        found = set(db.session.scalars(select(Expert.id).where(visible_to(actor))))
        assert found == {e.id for e in everything if POLICY.can(actor, P.READ, e)}, name


@pytest.mark.parametrize("action", [t.action for t in WORKFLOW.transitions])
@pytest.mark.parametrize("status", ANY)
def test_every_state_with_every_action(actors: dict[str, Actor], action: str, status: ExpertStatus) -> None:
    expert = make_expert(status, user_id=actors["own"].user_id)
    doer = actors["manager" if action in BY_STAFF else "own"]
    expert.published_at = expert.created_at  # the service writes it in the same step
    if (action, status) not in LEGAL:
        with pytest.raises(IllegalTransition):
            WORKFLOW.apply(expert, action, doer, "理由")
        assert expert.status is status
        return
    with pytest.raises(PermissionDenied):
        WORKFLOW.apply(expert, action, actors["other"], "理由")
    WORKFLOW.apply(expert, action, doer, "理由")
    db.session.commit()
    assert expert.status is LEGAL[action, status]
    assert audit.timeline("expert", expert.id)[0].action == action


@pytest.mark.parametrize(
    "field", ["name", "title", "discipline_codes", "keywords", "biography", "employer_name"]
)
def test_what_a_submission_needs(app: Flask, actors: dict[str, Actor], field: str) -> None:
    empty = [] if field in ("discipline_codes", "keywords") else ""
    expert = make_expert(S.DRAFT, user_id=actors["own"].user_id, **{field: empty})
    with app.test_request_context(), pytest.raises(GuardFailed) as refused:
        WORKFLOW.apply(expert, "submit", actors["own"])
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    "wrong", [{"published_at": None}, {"name": ""}, {"organization_id": 999_999}], ids=str
)
def test_the_database_refuses(app: Flask, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        make_expert(**wrong)


def test_one_profile_per_account(actors: dict[str, Actor]) -> None:
    make_expert(user_id=actors["own"].user_id)
    with pytest.raises(IntegrityError):
        make_expert(S.DRAFT, user_id=actors["own"].user_id)

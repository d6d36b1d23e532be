"""Who may do what: every kind of actor, every status, every permission."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.policy import POLICY, AchievementPermission, visible_to
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from tests.achievements.people import cast
from tests.factories.achievements import make_achievement
from tests.factories.organizations import make_organization

P, S = AchievementPermission, AchievementStatus
ALL = {"stranger", "person", "other", "broker", "holder", "manager", "operator", "system"}
STAFF = {"manager", "operator", "system"}
ANY = list(S)


def every(
    who: set[str], statuses: Iterable[AchievementStatus] = tuple(S)
) -> dict[AchievementStatus, set[str]]:
    """The same people in several statuses."""
    return dict.fromkeys(statuses, who)


# permission → statuses → who may; every status not named: nobody.
EXPECTED = {
    P.READ: {S.DRAFT: {"holder", "system"}, S.LISTED: ALL, **every({"holder"} | STAFF, [S.SCREENING, S.DELISTED, S.REJECTED])},
    P.READ_TRAIL: {S.DRAFT: {"holder"}, **every({"holder"} | STAFF, [S.SCREENING, S.LISTED, S.DELISTED, S.REJECTED])},
    P.CREATE: every({"other", "holder"}),
    P.EDIT: {S.DRAFT: {"holder"}},
    P.SUBMIT: every({"holder"}),
    P.WITHDRAW: every({"holder"}),
    P.RENEW: every({"holder"}),
    P.REVISE: every({"holder"}),
    P.DELIST: every({"holder"} | STAFF),
    P.SCREEN: every(STAFF),
    P.EXPIRE: every({"system"}),
}  # fmt: skip


def test_the_table_is_complete() -> None:
    assert set(EXPECTED) == set(P) == set(POLICY.table)


@pytest.mark.parametrize("status", ANY)
def test_matrix(app: Flask, status: AchievementStatus) -> None:
    holder = make_organization()
    actors = cast(holder)
    achievement = make_achievement(status, holder)
    wrong = []
    for permission in P:
        allowed = {name for name, actor in actors.items() if POLICY.can(actor, permission, achievement)}
        if allowed != EXPECTED[permission].get(status, set()):
            wrong.append((permission.value, sorted(allowed)))
    assert wrong == []


def test_staff_see_what_was_returned_but_not_what_was_never_handed_in(app: Flask) -> None:
    holder = make_organization()
    manager = cast(holder)["manager"]
    fresh = make_achievement(S.DRAFT, holder)
    returned = make_achievement(S.DRAFT, holder, submitted_at=fresh.created_at)
    assert not POLICY.can(manager, P.READ, fresh)
    assert POLICY.can(manager, P.READ, returned)


def test_visible_to_says_the_same_as_the_policy(app: Flask) -> None:
    holder = make_organization()
    actors = cast(holder)
    everything = [make_achievement(status, owner) for status in S for owner in (holder, make_organization())]
    everything.append(make_achievement(S.DRAFT, holder, submitted_at=everything[0].created_at))
    for name, actor in actors.items():
        found = set(db.session.scalars(select(Achievement.id).where(visible_to(actor))))
        assert found == {a.id for a in everything if POLICY.can(actor, P.READ, a)}, name

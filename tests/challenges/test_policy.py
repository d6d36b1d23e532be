"""Who may do what, as a matrix over actors and states; and `visible_to` against `can(READ)`."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import POLICY, ChallengePermission, visible_to
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.organizations.models import Organization
from tests.factories.challenges import make_challenge

P, S = ChallengePermission, ChallengeStatus
SIGNED_IN = {"sponsor", "other", "loner", "staff", "operator", "broker", "system"}
STAFF = {"staff", "operator", "system"}
ALL = SIGNED_IN | {"anonymous"}
PUBLIC = {S.OPEN, S.CLOSED, S.EVALUATING, S.AWARDED, S.UNSUCCESSFUL}


def expected(permission: P, status: S) -> set[str]:
    """The table once more, written from the rules and not from the code. A draft here was never submitted."""
    submitted = status is not S.DRAFT
    insiders = {"sponsor", "system"} | (STAFF if submitted else set())
    rules = {
        P.READ: ALL if status in PUBLIC else insiders,
        P.READ_REGISTERED: SIGNED_IN if status in PUBLIC else insiders,
        P.READ_NDA: insiders,
        P.READ_TRAIL: {"sponsor"} | (STAFF if submitted else set()),
        P.CREATE: {"sponsor", "other"},
        P.EDIT: {"sponsor"} if status is S.DRAFT else STAFF if status is S.OPEN else set(),
        P.AMEND: STAFF | {"sponsor"} if status is S.OPEN else set(),
        P.RENEW: STAFF | {"sponsor"} if status is S.OPEN else set(),
        P.DELETE_DRAFT: {"sponsor"} if status is S.DRAFT else set(),
        P.ENTER_CALL: {"sponsor"} if status is S.DRAFT else set(),
        P.SUBMIT: {"sponsor"},
        P.WITHDRAW: {"sponsor"},
        P.CLOSE: STAFF | {"sponsor"}, P.DECLARE_UNSUCCESSFUL: STAFF | {"sponsor"},
        P.EVALUATE: STAFF, P.ASSESS: STAFF, P.ADMINISTER_OUTCOME: {"system"},
        P.SCREEN: STAFF, P.PUBLISH: STAFF, P.RETURN: STAFF, P.REJECT: STAFF, P.REOPEN: STAFF,
    }  # fmt: skip
    return rules[permission]


@pytest.mark.parametrize("status", S)
def test_matrix(actors: dict[str, Actor], sponsor_org: Organization, status: S) -> None:
    challenge = make_challenge(status, sponsor=sponsor_org)
    wrong = []
    for permission in P:
        allowed = {name for name, actor in actors.items() if POLICY.can(actor, permission, challenge)}
        if allowed != expected(permission, status):
            wrong.append(f"{status.value} {permission.value}: {sorted(allowed)}")
    assert wrong == []


def test_every_permission_is_in_the_table() -> None:
    assert set(POLICY.table) == set(P)


def test_a_returned_draft_is_seen_by_staff_and_kept_from_deletion(
    actors: dict[str, Actor], sponsor_org: Organization
) -> None:
    submitted = make_challenge(S.SCREENING).submitted_at
    draft = make_challenge(S.DRAFT, sponsor=sponsor_org, submitted_at=submitted)
    assert POLICY.can(actors["staff"], P.READ, draft)
    assert not POLICY.can(actors["sponsor"], P.DELETE_DRAFT, draft)


def test_visible_to_equals_can_read(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    for status in S:
        make_challenge(status, sponsor=sponsor_org)
        make_challenge(status)
    make_challenge(S.DRAFT, submitted_at=make_challenge(S.SCREENING).submitted_at)
    make_challenge(S.WITHDRAWN, submitted_at=None)
    everything = db.session.scalars(select(Challenge)).all()
    for name, actor in actors.items():
        by_query = {row.id for row in db.session.scalars(select(Challenge).where(visible_to(actor)))}
        by_policy = {row.id for row in everything if POLICY.can(actor, P.READ, row)}
        assert by_query == by_policy, name
    counts = {
        name: len(db.session.scalars(select(Challenge).where(visible_to(actor))).all())
        for name, actor in actors.items()
    }
    assert counts["anonymous"] == counts["loner"] == 2 * len(PUBLIC)
    assert counts["system"] == len(everything) > counts["staff"] > counts["sponsor"] > counts["anonymous"]

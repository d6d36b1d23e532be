"""Who may do what with a bid, before and after its opening; `visible_to` against `can(READ)`."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.bids.models import Bid
from matchmaker.bids.policy import POLICY, BidPermission, visible_to
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from tests.bids.conftest import Parties
from tests.factories.bids import JUDGED, make_bid

P, S = BidPermission, BidStatus
STAFF = {"staff", "operator", "system"}
TEAM = {"lead", "partner", "asked"}
STATES = [(S.DRAFT, False), (S.SUBMITTED, False), (S.SUBMITTED, True), (S.WITHDRAWN, False), (S.LAPSED, False),
          (S.LAPSED, True), *((status, True) for status in JUDGED)]  # fmt: skip


def expected(permission: P, status: S, opened: bool) -> set[str]:
    """The table once more, written from the rules."""
    return {
        P.READ: TEAM | (STAFF | {"sponsor"} if opened else set()),
        P.EDIT: {"lead"} if status in (S.DRAFT, S.SUBMITTED) and not opened else set(),
        P.SUBMIT: {"lead"},
        P.WITHDRAW: {"lead"},
        P.ANSWER_INVITATION: {"asked"},
        P.SCREEN: STAFF if opened else set(),
        P.CONCLUDE: {"system"},
    }[permission]


@pytest.mark.parametrize(("status", "opened"), STATES)
def test_matrix(parties: Parties, status: S, opened: bool) -> None:
    bid = parties.bid(status, opened=opened)
    wrong = []
    for permission in set(P) - {P.START, P.LIST_OPENED}:
        allowed = {name for name, actor in parties.actors.items() if POLICY.can(actor, permission, bid)}
        if allowed != expected(permission, status, opened):
            wrong.append(f"{permission.value}: {sorted(allowed)}")
    assert wrong == []


@pytest.mark.parametrize("status", ChallengeStatus)
def test_of_a_challenge(parties: Parties, status: ChallengeStatus) -> None:
    challenge = parties.challenge(status=status)
    may_start = {n for n, a in parties.actors.items() if POLICY.can(a, P.START, challenge)}
    units = {"lead", "partner", "asked", "declined", "rival"}
    assert may_start == (units if status is ChallengeStatus.OPEN else set())
    may_list = {n for n, a in parties.actors.items() if POLICY.can(a, P.LIST_OPENED, challenge)}
    assert may_list == STAFF | {"sponsor"}


def test_visible_to_equals_can_read(parties: Parties) -> None:
    for status, opened in STATES:
        parties.bid(status, opened=opened)
        make_bid(status, parties.challenge(), parties.rival, opened=opened)
    everything = db.session.scalars(select(Bid)).all()
    counts = {}
    for name, actor in parties.actors.items():
        query = select(Bid).join(Challenge).where(visible_to(actor))
        by_query = {row.id for row in db.session.scalars(query)}
        assert by_query == {row.id for row in everything if POLICY.can(actor, P.READ, row)}, name
        counts[name] = len(by_query)
    assert counts["staff"] == counts["sponsor"] == 12  # six opened ones, of both teams
    assert counts["lead"] == counts["partner"] == counts["asked"] == counts["rival"] == len(STATES)
    assert counts["declined"] == counts["anonymous"] == counts["loner"] == counts["broker"] == 0


def test_every_permission_is_in_the_table() -> None:
    assert set(POLICY.table) == set(P)

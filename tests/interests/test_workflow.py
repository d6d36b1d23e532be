"""Every state with every action and every kind of actor; who reads what."""

from __future__ import annotations

import pytest

from matchmaker.extensions import db
from matchmaker.interests.models import Interest
from matchmaker.interests.policy import POLICY, InterestPermission, visible_to
from matchmaker.interests.vocabulary import READ_BY_RECIPIENT, InterestStatus
from matchmaker.interests.workflow import WORKFLOW
from matchmaker.kernel.errors import IllegalTransition, PermissionDenied
from tests.factories.interests import make_interest
from tests.interests.conftest import Room

S, P = InterestStatus, InterestPermission
SENDERS = {"writer", "colleague"}
MOVES = {
    ("send", S.DRAFT): (S.SENT, {"writer"}),
    ("engage", S.SENT): (S.ENGAGED, {"sponsor"}),
    ("decline", S.SENT): (S.DECLINED, {"sponsor"}),
    ("withdraw", S.DRAFT): (S.WITHDRAWN, SENDERS),
    ("withdraw", S.SENT): (S.WITHDRAWN, SENDERS),
    ("lapse", S.SENT): (S.LAPSED, {"system"}),
}


@pytest.mark.parametrize("status", list(S))
def test_every_action_and_actor(room: Room, status: S) -> None:
    interest = make_interest(status, room.challenge, room.solver, room.home)
    for action in [one.action for one in WORKFLOW.transitions]:
        for name, actor in room.actors.items():
            target, allowed = MOVES.get((action, status), (None, set()))
            with db.session.no_autoflush:
                try:
                    WORKFLOW.apply(interest, action, actor)
                except (IllegalTransition, PermissionDenied):
                    assert name not in allowed, (action, name)
                    assert interest.status is status
                else:
                    assert name in allowed, (action, name)
                    assert interest.status is target
            db.session.rollback()


@pytest.mark.parametrize("status", list(S))
def test_who_reads(room: Room, status: S) -> None:
    interest = make_interest(status, room.challenge, room.solver, room.home)
    expected = SENDERS | ({"sponsor"} if status in READ_BY_RECIPIENT else set())
    for name, actor in room.actors.items():
        found = db.session.scalar(db.select(Interest).where(visible_to(actor), Interest.id == interest.id))
        assert (found is not None) == (name in expected) == POLICY.can(actor, P.READ, interest), name


def test_who_may_begin(room: Room) -> None:
    for item, own in ((room.challenge, "sponsor"), (room.achievement, "holder")):
        actors = room.actors | {"holder": room.holder}
        for name, actor in actors.items():
            expected = name not in {own, "nobody"}
            assert POLICY.can(actor, P.START, item) == expected, name

"""Every state with every action and every kind of actor; who reads what."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.extensions import db
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.policy import POLICY, IntroductionPermission, visible_to
from matchmaker.introductions.vocabulary import AGREED, SHOWN_TO_PARTIES, IntroductionStatus
from matchmaker.introductions.workflow import WORKFLOW
from matchmaker.kernel.errors import IllegalTransition, PermissionDenied
from tests.factories.introductions import make_introduction
from tests.introductions.conftest import Desk

S, P = IntroductionStatus, IntroductionPermission
CURATORS = {"broker", "other", "staff", "system"}
PARTIES = {"sponsor", "holder", "insider"}
MOVES: dict[tuple[str, S], tuple[S, set[str]]] = {
    ("shortlist", S.SUGGESTED): (S.SHORTLISTED, CURATORS),
    ("dismiss", S.SUGGESTED): (S.DISMISSED, CURATORS),
    ("dismiss", S.SHORTLISTED): (S.DISMISSED, CURATORS),
    ("introduce", S.SUGGESTED): (S.INTRODUCED, CURATORS),
    ("introduce", S.SHORTLISTED): (S.INTRODUCED, CURATORS),
    ("undo", S.SHORTLISTED): (S.SUGGESTED, CURATORS),
    ("undo", S.DISMISSED): (S.SUGGESTED, CURATORS),
    ("undo_dismissal", S.DISMISSED): (S.SHORTLISTED, CURATORS),
    ("engage", S.INTRODUCED): (S.ENGAGED, {"system"}),
    ("decline", S.INTRODUCED): (S.DECLINED, PARTIES),
    ("expire", S.INTRODUCED): (S.EXPIRED, {"system"}),
    ("convert", S.ENGAGED): (S.CONVERTED, CURATORS),
}


@pytest.mark.parametrize("status", list(S))
def test_every_action_and_actor(desk: Desk, status: S) -> None:
    introduction = make_introduction(status, desk.challenge, desk.achievement)
    nothing: tuple[Any, set[str]] = (None, set())
    for action in [one.action for one in WORKFLOW.transitions]:
        target, allowed = MOVES.get((action, status), nothing)
        for name, actor in desk.actors.items():
            with db.session.no_autoflush:
                try:
                    WORKFLOW.apply(introduction, action, actor)
                except (IllegalTransition, PermissionDenied):
                    assert name not in allowed, (action, name)
                    assert introduction.status is status
                else:
                    assert name in allowed, (action, name)
                    assert introduction.status is target
            db.session.rollback()


@pytest.mark.parametrize("status", list(S))
def test_who_reads(desk: Desk, status: S) -> None:
    introduction = make_introduction(status, desk.challenge, desk.achievement)
    readers = CURATORS | (PARTIES if status in SHOWN_TO_PARTIES else set())
    callers = CURATORS | PARTIES if status in AGREED else set()
    for name, actor in desk.actors.items():
        condition = (visible_to(actor), Introduction.id == introduction.id)
        found = db.session.scalar(db.select(Introduction).where(*condition))
        assert (found is not None) == (name in readers) == POLICY.can(actor, P.READ, introduction), name
        assert POLICY.can(actor, P.READ_CONTACTS, introduction) == (name in callers), name
        assert POLICY.can(actor, P.READ_NOTES, introduction) == (name in CURATORS), name

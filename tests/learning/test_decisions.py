"""What brokers and the two sides decide about a pair is kept as a judgement."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.introductions import services
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.vocabulary import ExitReason
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.learning.models import Judgement
from matchmaker.learning.vocabulary import JudgementSource
from matchmaker.matching.models import TargetKind
from tests.introductions.conftest import Desk

J = JudgementSource


def begin(desk: Desk) -> Introduction:
    with transaction():
        return services.begin(desk["broker"], desk.challenge.id, TargetKind.ACHIEVEMENT, desk.achievement.id)


def kept() -> list[tuple[JudgementSource, int, str]]:
    rows = db.session.scalars(select(Judgement).order_by(Judgement.id))
    return [(one.source, one.grade, one.reason_code) for one in rows]


def test_a_shortlisted_and_introduced_pair_that_a_side_declines(desk: Desk) -> None:
    pair = begin(desk)
    with transaction():
        services.shortlist(desk["broker"], pair)
        services.introduce(desk["broker"], pair)
    with transaction():
        services.decline(desk["holder"], pair, ExitReason.BUSINESS)
    assert kept() == [(J.SHORTLISTED, 3, ""), (J.INTRODUCED, 3, ""), (J.DECLINED, 2, "business")]
    brokers = {one.user_id for one in db.session.scalars(select(Judgement)) if one.source is not J.DECLINED}
    assert brokers == {desk["broker"].user_id}


@pytest.mark.parametrize(("reason", "grade"), [(ExitReason.FIELD, 1), (ExitReason.TOO_EARLY, 2)])
def test_the_reason_of_a_dismissal_tells_whether_the_subject_fits(
    desk: Desk, reason: ExitReason, grade: int
) -> None:
    pair = begin(desk)
    with transaction():
        services.dismiss(desk["broker"], pair, reason)
    assert kept() == [(J.DISMISSED, grade, reason.value)]


def test_what_is_undone_is_no_judgement(desk: Desk) -> None:
    pair = begin(desk)
    with transaction():
        services.shortlist(desk["broker"], pair)
        services.dismiss(desk["broker"], pair, ExitReason.FIELD)
    with transaction():
        services.undo(desk["broker"], pair)
    assert kept() == [(J.SHORTLISTED, 3, "")]

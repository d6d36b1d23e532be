"""Every state with every action and every kind of actor, for the evaluation, a seat and a sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.policy import POLICY, EvaluationPermission, visible_to
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.evaluations.workflow import SEAT_WORKFLOW, SHEET_WORKFLOW, WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.errors import DomainError
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.kernel.workflow import Workflow
from tests.evaluations.conftest import Court
from tests.factories.evaluations import make_evaluation, make_judge, points

S, A, H = EvaluationStatus, PanelistStatus, SheetStatus
STAFF = {"staff", "system"}
EVALUATION = {
    ("open_scoring", S.PLANNED): (S.SCORING, STAFF),
    ("close_scoring", S.SCORING): (S.CLOSED, STAFF),
    ("confirm", S.CLOSED): (S.CONFIRMED, STAFF | {"sponsor"}),
    **{("void", status): (S.VOID, STAFF) for status in S if status is not S.VOID},
}
SEAT = {
    ("accept", A.INVITED): (A.ACCEPTED, {"judge"}),
    ("decline", A.INVITED): (A.DECLINED, {"judge"}),
    ("recuse", A.INVITED): (A.RECUSED, STAFF | {"judge"}),
    ("recuse", A.ACCEPTED): (A.RECUSED, STAFF | {"judge"}),
}
SHEET = {
    ("sign", H.OPEN): (H.SIGNED, {"judge"}),
    ("recuse", H.OPEN): (H.RECUSED, STAFF | {"judge"}),
    ("recuse", H.SIGNED): (H.RECUSED, STAFF | {"judge"}),
}


def walk(
    workflow: Workflow, table: dict[Any, Any], court: Court, make: Callable[[Any], tuple[Any, Any, Any]],
    before: Callable[[Any, str], None] = lambda _subject, _action: None,
) -> list[str]:  # fmt: skip
    """What differs from the table; ``make(status)`` gives the subject and two judges, ``before`` its columns."""
    wrong = []
    for status in workflow.states:
        for action in [t.action for t in workflow.transitions]:
            for name in (
                "anonymous",
                "system",
                "staff",
                "sponsor",
                "bidder",
                "judge",
                "other_judge",
                "loner",
                "broker",
            ):
                subject, judge, other = make(status)
                actor = court.actors(judge, other)[name]
                try:
                    with transaction(), db.session.no_autoflush:
                        before(subject, action)
                        workflow.apply(subject, action, actor, "理由")
                    reached = subject.status
                except DomainError:
                    reached = None
                target, allowed = table.get((action, status), (None, set()))
                if reached is not (target if name in allowed else None):
                    wrong.append(f"{action} {status.value} {name}: {reached}")
    return wrong


@pytest.fixture
def judges(court: Court) -> list[Any]:
    return [make_judge() for _n in range(3)]


def test_evaluation(court: Court, judges: list[Any]) -> None:
    def make(status: S) -> tuple[Any, Any, Any]:
        for old in db.session.scalars(db.select(Evaluation)):
            old.result_hash = old.result_hash or ""
        db.session.execute(db.text("UPDATE evaluation SET status = 'void'"))
        db.session.commit()
        evaluation = make_evaluation(status, court.challenge, bids=court.bids, judges=judges, panel_size=3)
        for sheet in evaluation.sheets:
            sheet.scores, sheet.comment = points(5), "好"
        db.session.execute(db.text("UPDATE score_sheet SET status = 'signed', signed_at = created_at"))
        db.session.commit()
        db.session.expire_all()
        return evaluation, judges[0], judges[1]

    def columns(evaluation: Evaluation, action: str) -> None:
        if action == "close_scoring":
            evaluation.result_hash = "0" * 64

    assert walk(WORKFLOW, EVALUATION, court, make, columns) == []


def test_seat(court: Court, judges: list[Any]) -> None:
    evaluation = make_evaluation(S.SCORING, court.challenge, bids=court.bids, judges=judges, panel_size=3)
    panelist = evaluation.panelists[0]

    def make(status: A) -> tuple[Any, Any, Any]:
        db.session.execute(db.text("UPDATE panelist SET status = :s").bindparams(s=status.value))
        db.session.commit()
        db.session.expire_all()
        return panelist, judges[0], judges[1]

    assert walk(SEAT_WORKFLOW, SEAT, court, make) == []


def test_sheet(court: Court, judges: list[Any]) -> None:
    evaluation = make_evaluation(S.SCORING, court.challenge, bids=court.bids, judges=judges, panel_size=3)
    sheet = evaluation.panelists[0].sheets[0]
    sheet.scores, sheet.comment = points(5), "好"
    db.session.commit()

    def make(status: H) -> tuple[Any, Any, Any]:
        when = "created_at" if status is H.SIGNED else "NULL"
        db.session.execute(
            db.text(f"UPDATE score_sheet SET status = :s, signed_at = {when}").bindparams(s=status.value)
        )
        db.session.commit()
        db.session.expire_all()
        return sheet, judges[0], judges[1]

    def columns(sheet: Any, action: str) -> None:
        sheet.signed_at = clock.now() if action == "sign" else None

    assert walk(SHEET_WORKFLOW, SHEET, court, make, columns) == []


def test_visible_to_equals_can_read(court: Court, judges: list[Any]) -> None:
    for status in S:
        make_evaluation(status, judges=[make_judge() for _n in range(3)], panel_size=3)
        if status is not S.VOID:
            db.session.execute(db.text("UPDATE evaluation SET status = 'void' WHERE challenge_id = 1"))
        db.session.commit()
    make_evaluation(S.CLOSED, court.challenge, bids=court.bids, judges=judges, panel_size=3)
    db.session.expire_all()
    everything = db.session.scalars(db.select(Evaluation)).all()
    for name, actor in court.actors(judges[0], judges[1]).items():
        query = db.select(Evaluation).join(Challenge).where(visible_to(actor))
        by_query = {row.id for row in db.session.scalars(query)}
        by_policy = {one.id for one in everything if POLICY.can(actor, EvaluationPermission.READ, one)}
        assert by_query == by_policy, name
        assert len(by_query) == {"staff": 6, "system": 6, "sponsor": 1}.get(name, 0), name

"""Every state with every action and every kind of actor, for an award and an objection; who reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import (
    OBJECTION_POLICY,
    POLICY,
    AwardPermission,
    ObjectionPermission,
    visible_to,
)
from matchmaker.awards.vocabulary import SHOWN, AwardStatus, ObjectionStatus
from matchmaker.awards.workflow import OBJECTION_WORKFLOW, WORKFLOW
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from tests.evaluations.conftest import Court
from tests.evaluations.test_workflow import walk
from tests.factories.evaluations import make_evaluation, make_judge

A, B = AwardStatus, ObjectionStatus
STAFF = {"staff", "system"}
AWARD = {
    ("publish_notice", A.PROPOSED): (A.ON_NOTICE, STAFF),
    ("withdraw", A.PROPOSED): (A.REVOKED, {"sponsor"}),
    ("suspend", A.ON_NOTICE): (A.SUSPENDED, STAFF),
    ("resume", A.SUSPENDED): (A.ON_NOTICE, STAFF),
    ("confirm", A.ON_NOTICE): (A.CONFIRMED, {"system"}),
    ("revoke", A.ON_NOTICE): (A.REVOKED, STAFF),
    ("revoke", A.SUSPENDED): (A.REVOKED, STAFF),
}
OBJECTION = {
    ("uphold", B.RECEIVED): (B.UPHELD, STAFF),
    ("dismiss", B.RECEIVED): (B.DISMISSED, STAFF),
    ("take_back", B.RECEIVED): (B.WITHDRAWN, {"judge"}),  # who filed it here
}


@pytest.fixture
def judges(court: Court) -> list[Any]:
    return [make_judge() for _n in range(3)]


def make_award(court: Court, judges: list[Any], status: A) -> Award:
    """On notice until yesterday, so that only the workflow decides."""
    evaluation = make_evaluation(
        EvaluationStatus.CONFIRMED, court.challenge, bids=court.bids, judges=judges, panel_size=3
    )
    day = clock.today()
    award = Award(
        public_id=f"WHG-{evaluation.id:08d}", status=status, challenge_id=court.challenge.id,
        evaluation_id=evaluation.id, bid_id=court.bids[0].id, rank=1,
        notice_starts_on=day - timedelta(days=9), notice_ends_on=day - timedelta(days=1),
        confirmed_at=clock.now() if status is A.CONFIRMED else None,
    )  # fmt: skip
    db.session.add(award)
    db.session.commit()
    return award


def clear() -> None:
    db.session.execute(db.text("UPDATE evaluation SET status = 'void'"))
    db.session.execute(db.text("UPDATE award SET status = 'revoked'"))
    db.session.commit()
    db.session.expire_all()


def test_award(court: Court, judges: list[Any]) -> None:
    def make(status: A) -> tuple[Any, Any, Any]:
        clear()
        return make_award(court, judges, status), judges[0], judges[1]

    def columns(award: Award, action: str) -> None:
        if action == "confirm":
            award.confirmed_at = clock.now()

    assert walk(WORKFLOW, AWARD, court, make, columns) == []


def make_objection(award: Award, filed_by_id: int, status: B = B.RECEIVED) -> Objection:
    decided = status in (B.UPHELD, B.DISMISSED)
    objection = Objection(
        public_id=f"WHY-{db.session.query(Objection).count():08d}", status=status, award=award, filed_by_id=filed_by_id,
        name="示例", contact="0473", text="数据不实", evidence="报告", reply="已核实" if decided else "",
        decided_at=clock.now() if decided else None,
    )  # fmt: skip
    db.session.add(objection)
    db.session.commit()
    return objection


def test_objection(court: Court, judges: list[Any]) -> None:
    award = make_award(court, judges, A.SUSPENDED)

    def make(status: B) -> tuple[Any, Any, Any]:
        return make_objection(award, judges[0].user_id, status), judges[0], judges[1]

    def columns(objection: Objection, action: str) -> None:
        if action in ("uphold", "dismiss") and objection.status is B.RECEIVED:
            objection.reply, objection.decided_at = "已核实", clock.now()

    assert walk(OBJECTION_WORKFLOW, OBJECTION, court, make, columns) == []


@pytest.mark.parametrize("status", A)
def test_who_reads_and_objects(court: Court, judges: list[Any], status: A) -> None:
    award = make_award(court, judges, status)
    actors = court.actors(judges[0], judges[1])
    everybody = set(actors)
    read = {n for n, a in actors.items() if POLICY.can(a, AwardPermission.READ, award)}
    assert read == (everybody if status in SHOWN else STAFF | {"sponsor"})
    for name, actor in actors.items():
        query = db.select(Award).join(Challenge).where(visible_to(actor))
        assert (award in db.session.scalars(query).all()) == (name in read), name
    may_object = {n for n, a in actors.items() if POLICY.can(a, AwardPermission.OBJECT, award)}
    assert may_object == (
        everybody - {"anonymous", "system"} if status in (A.ON_NOTICE, A.SUSPENDED) else set()
    )


def test_an_objection_is_read_by_its_filer_and_staff(court: Court, judges: list[Any]) -> None:
    objection = make_objection(make_award(court, judges, A.SUSPENDED), judges[0].user_id)
    actors = court.actors(judges[0], judges[1])
    read = {n for n, a in actors.items() if OBJECTION_POLICY.can(a, ObjectionPermission.READ, objection)}
    assert read == STAFF | {"judge"}

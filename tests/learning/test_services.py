"""Judgements, training by the worker, and weights in use and out of use again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from matchmaker.config import PROJECT
from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.learning import jobs, judgements, queries, services
from matchmaker.learning.comparing import Outcome
from matchmaker.learning.models import Judgement, ReleaseFigure, WeightSet
from matchmaker.learning.policy import POLICY, WeightSetPermission
from matchmaker.learning.vocabulary import GRADES, JudgementSource, WeightSetStatus
from matchmaker.learning.workflow import WORKFLOW
from matchmaker.matching.models import Match, MatchRefresh, TargetKind
from matchmaker.matching.weights import built_in_weights, current_weights, forget_weights
from tests.factories.accounts import make_user
from tests.learning.test_training import by_body, made
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, settle
from tests.support.people import actor_with

S = WeightSetStatus
STAFF = actor_with(Role.SUB_CENTRE_MANAGER)
PAIR = (7, TargetKind.ACHIEVEMENT, 1)
MOVES = {
    ("offer", S.QUEUED): (S.CANDIDATE, {"system"}),
    ("refuse", S.QUEUED): (S.REFUSED, {"system"}),
    ("use", S.CANDIDATE): (S.IN_USE, {"staff", "system"}),
    ("use", S.RETIRED): (S.IN_USE, {"staff", "system"}),
    ("discard", S.CANDIDATE): (S.RETIRED, {"staff", "system"}),
    ("retire", S.IN_USE): (S.RETIRED, {"staff", "system"}),
    ("replace", S.IN_USE): (S.RETIRED, {"staff", "system"}),
}
ACTORS = {
    "system": SYSTEM,
    "staff": STAFF,
    "broker": actor_with(Role.BROKER),
    "enterprise": actor_with(Role.ENTERPRISE_MEMBER, 1),
    "nobody": ANONYMOUS,
}


def make_set(status: S = S.CANDIDATE, version: str = "9.1") -> WeightSet:
    weights = {**built_in_weights(), "version": version}
    made_set = WeightSet(status=status, scorer_version=version, weights=weights, before=built_in_weights())
    db.session.add(made_set)
    db.session.flush()
    return made_set


def stock() -> None:
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg，处理能力 4000 t/a")
    add(Need, 7, **GBL, figures="水分≤50 mg/kg")
    settle()


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("action", [one.action for one in WORKFLOW.transitions])
def test_every_state_action_and_actor(app: Flask, action: str, status: S) -> None:
    for name, actor in ACTORS.items():
        one = make_set(status)
        target, allowed = MOVES.get((action, status), (None, set()))
        try:
            WORKFLOW.apply(one, action, actor)
        except (IllegalTransition, PermissionDenied):
            assert target is None or name not in allowed
            assert one.status is status
        else:
            assert name in allowed
            assert one.status is target
        db.session.rollback()


@pytest.mark.parametrize("permission", list(WeightSetPermission))
def test_only_staff_see_and_decide(permission: WeightSetPermission) -> None:
    allowed = {"system"} if permission is WeightSetPermission.FINISH else {"system", "staff"}
    assert {name for name, actor in ACTORS.items() if POLICY.can(actor, permission)} == allowed


def test_a_grade_becomes_a_judgement_with_what_was_shown(
    market: Flask, client_as: Callable[[Actor], FlaskClient]
) -> None:
    stock()
    user = make_user()
    db.session.commit()
    match = db.session.scalars(select(Match)).one()
    browser = client_as(Actor(user_id=user.id, organization_id=None, roles=frozenset(), name="j"))
    shown, version = match.score, match.scorer_version
    browser.post(f"/matching/{match.id}/feedback", data={"grade": "4", "note": ""})
    one = db.session.scalars(select(Judgement)).one()
    assert (one.challenge_id, one.target_id, one.grade, one.user_id) == (7, 1, 4, user.id)
    assert (one.source, one.score_shown, one.scorer_version) == (JudgementSource.GRADED, shown, version)
    assert one.features["head"] > 0
    browser.post(f"/matching/{match.id}/feedback", data={"grade": "", "is_reason_wrong": "y"})
    assert db.session.scalar(select(func.count()).select_from(Judgement)) == 1  # no grade, no judgement


def test_the_last_word_of_each_person_counts(market: Flask) -> None:
    stock()
    one, other = make_user(), make_user()
    for user, source, grade in (
        (one, JudgementSource.GRADED, 1),
        (one, JudgementSource.SHORTLISTED, GRADES[JudgementSource.SHORTLISTED]),
        (other, JudgementSource.CONVERTED, GRADES[JudgementSource.CONVERTED]),
    ):
        services.record_judgement(PAIR, user.id, source, grade)
    db.session.flush()
    assert judgements.graded_pairs() == {PAIR: 4}  # 3 and 4: halves upwards
    assert list(judgements.qrels()) == [("X-7", "X-1", 4)]
    services.take_back_judgement(PAIR, one.id, JudgementSource.SHORTLISTED)
    assert judgements.graded_pairs() == {PAIR: 3}  # 1 and 4
    assert [(x.need, x.offer, x.grade) for x in judgements.examples()] == [("7", "achievement:1", 3)]


def test_export_by_command(market: Flask) -> None:
    stock()
    services.record_judgement(PAIR, make_user().id, JudgementSource.GRADED, 2)
    db.session.commit()
    result = market.test_cli_runner().invoke(args=["matching", "judgements", "export"])
    assert (result.exit_code, result.output) == (0, "X-7\tX-1\t2\n")


def test_one_training_at_a_time_and_the_worker_ends_it(app: Flask) -> None:
    with transaction():
        services.request_training(STAFF)
    with pytest.raises(IllegalTransition), transaction():
        services.request_training(STAFF)
    assert jobs.train_task() == 1
    one = db.session.scalars(select(WeightSet)).one()
    assert one.status is S.REFUSED  # nothing has been judged yet
    assert "0" in one.refusal
    assert jobs.train_task() == 0


def test_a_training_that_breaks_does_not_block_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ValueError("no such feature")

    monkeypatch.setattr(services, "train", broken)
    with transaction():
        services.request_training(STAFF)
    jobs.train_task()
    one = db.session.scalars(select(WeightSet)).one()
    assert (one.status, "no such feature" in one.refusal) == (S.REFUSED, True)


def candidate() -> int:
    examples = made(by_body)
    with transaction():
        number = services.request_training(STAFF).id
    count, outcome = services.train(lambda: examples)
    refused_or_not = Outcome(outcome.weights, outcome.figures, "")
    with transaction():
        services.finish_training(number, count, refused_or_not)
    return number


def test_used_weights_score_everything_anew_and_can_be_taken_back(market: Flask) -> None:
    stock()
    number = candidate()
    before = db.session.scalars(select(Match)).one()
    old = (before.score, before.scorer_version)
    assert current_weights()["version"] == built_in_weights()["version"]
    with transaction():
        services.use_weights(STAFF, queries.get(STAFF, number))
    assert current_weights()["version"] == f"{built_in_weights()['version']}.{number}"
    assert db.session.scalars(select(MatchRefresh.key)).all() == ["challenge:7"]
    settle()
    after = db.session.scalars(select(Match)).one()
    assert after.scorer_version == f"{built_in_weights()['version']}.{number}"
    with transaction():
        services.retire_weights(STAFF, queries.get(STAFF, number))
    settle()
    again = db.session.scalars(select(Match)).one()
    assert (again.score, again.scorer_version) == old


def test_only_one_set_is_in_use(app: Flask) -> None:
    first, second = make_set(version="9.1"), make_set(version="9.2")
    services.use_weights(STAFF, first)
    services.use_weights(STAFF, second)
    assert (first.status, second.status) == (S.RETIRED, S.IN_USE)
    forget_weights()
    assert current_weights()["version"] == "9.2"
    with pytest.raises(IntegrityError):
        make_set(S.IN_USE)
    db.session.rollback()


def test_a_candidate_knows_what_its_scores_mean(app: Flask) -> None:
    one = db.session.get_one(WeightSet, candidate())
    rows = one.weights["calibration"]["worth_a_talk"]
    assert [floor for floor, _percent in rows] == [90, 80, 70, 60]
    assert all(0 <= percent <= 100 for _floor, percent in rows)


def test_a_release_is_measured_once(app: Flask) -> None:
    assert jobs.measure_task() == 1
    assert jobs.measure_task() == 0
    figure = db.session.scalars(select(ReleaseFigure)).one()
    assert (figure.release, figure.scorer_version) == (app.config["RELEASE"], built_in_weights()["version"])
    assert 0.8 < figure.ndcg < 1


def test_the_change_log_is_headed_by_the_release(app: Flask) -> None:
    heads = [line for line in (PROJECT / "CHANGELOG.md").read_text("utf-8").splitlines() if line[:3] == "## "]
    assert heads[0] == f"## {app.config['RELEASE']}"

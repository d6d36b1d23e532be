"""Keeping judgements, training weights from them, and putting weights into use."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from matchmaker.extensions import db
from matchmaker.kernel import audit, background, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import IllegalTransition
from matchmaker.learning import graded, judgements, training
from matchmaker.learning.comparing import Outcome, calibration, trained
from matchmaker.learning.judgements import Pair
from matchmaker.learning.models import Judgement, ReleaseFigure, WeightSet
from matchmaker.learning.policy import POLICY, WeightSetPermission
from matchmaker.learning.training import Example
from matchmaker.learning.vocabulary import NOTE_LIMIT, JudgementSource, WeightSetStatus
from matchmaker.learning.workflow import WORKFLOW
from matchmaker.matching.jobs import REFRESH_TASK
from matchmaker.matching.models import Match, MatchFeedback
from matchmaker.matching.services import mark_stale
from matchmaker.matching.sides import NEED
from matchmaker.matching.weights import built_in_weights, current_weights, forget_weights
from matchmaker.search.engine import backend

TRAINING_TASK = "learning.train"
DIGITS = 4
FEATURES = ("head", "back", "body", "indicators", "domain", "maturity")


def record_judgement(
    pair: Pair,
    user_id: int | None,
    source: JudgementSource,
    grade: int,
    reason_code: str = "",
) -> Judgement:
    """Add what somebody has decided about a pair, with score, version and features as they are shown now."""
    challenge_id, kind, target_id = pair
    known = {"challenge_id": challenge_id, "target_kind": kind, "target_id": target_id}
    match = db.session.scalar(select(Match).filter_by(**known))
    judgement = Judgement(
        **known,
        user_id=user_id,
        source=source,
        reason_code=reason_code,
        grade=grade,
        score_shown=match.score if match else None,
        scorer_version=match.scorer_version if match else "",
        features={name: match.features.get(name) for name in FEATURES} if match else {},
    )
    db.session.add(judgement)
    return judgement


def take_back_judgement(pair: Pair, user_id: int | None, source: JudgementSource) -> None:
    """Forget the last decision of this kind by this person: it was undone."""
    of_pair = (
        Judgement.challenge_id == pair[0],
        Judgement.target_kind == pair[1],
        Judgement.target_id == pair[2],
    )
    last = select(func.max(Judgement.id)).where(
        *of_pair, Judgement.user_id == user_id, Judgement.source == source
    )
    db.session.execute(delete(Judgement).where(Judgement.id == last.scalar_subquery()))


def keep_feedback(feedback: MatchFeedback) -> None:
    """A reader's grade of a suggestion is a judgement; "the reasons are wrong" alone is none."""
    if feedback.grade is not None:
        pair = (feedback.challenge_id, feedback.target_kind, feedback.target_id)
        record_judgement(pair, feedback.user_id, JudgementSource.GRADED, feedback.grade)


def request_training(actor: Actor) -> WeightSet:
    """Ask the worker for new weights. Raises `IllegalTransition` while others are being trained."""
    POLICY.require(actor, WeightSetPermission.TRAIN)
    wanted = WeightSet()
    try:
        with db.session.begin_nested():
            db.session.add(wanted)
    except IntegrityError as error:
        raise IllegalTransition(_("已有一次训练在进行，请等它结束。")) from error
    audit.record("weight_set", wanted.id, "train", actor, after=wanted.status)
    background.enqueue(TRAINING_TASK)
    return wanted


def train(read: Callable[[], list[Example]] = judgements.examples) -> tuple[int, Outcome]:
    """Number of judged pairs and what came of training on them. Reads only; takes seconds."""
    examples = read()
    outcome = trained(examples, graded.fixed_examples(), current_weights())
    return len(examples), outcome


def finish_training(number: int, count: int, outcome: Outcome) -> WeightSet:
    """Store the trained weights as a candidate, or why they are none."""
    wanted, present = db.session.get_one(WeightSet, number), current_weights()
    wanted.judgements, wanted.figures, wanted.trained_at = count, outcome.figures, clock.now()
    wanted.based_on, wanted.before = str(present["version"]), present
    wanted.scorer_version = f"{built_in_weights()['version']}.{wanted.id}"
    wanted.weights = {**outcome.weights, "version": wanted.scorer_version}
    wanted.refusal = outcome.refusal[:NOTE_LIMIT]
    if outcome.refusal:
        WORKFLOW.apply(wanted, "refuse", SYSTEM, outcome.refusal)
        return wanted
    calibrated = calibration(graded.fixed_pairs(), wanted.weights)
    wanted.weights = {**wanted.weights, "calibration": calibrated}
    WORKFLOW.apply(wanted, "offer", SYSTEM)
    return wanted


def fail_training(number: int, error: Exception) -> None:
    """A training that broke is refused with the error, so that it does not block the next one."""
    wanted = db.session.get_one(WeightSet, number)
    wanted.refusal = repr(error)[:NOTE_LIMIT]
    WORKFLOW.apply(wanted, "refuse", SYSTEM, wanted.refusal)


def use_weights(actor: Actor, chosen: WeightSet) -> None:
    """Score with these weights from now on; all suggestions are computed anew."""
    POLICY.require(actor, WeightSetPermission.USE, chosen)
    before = db.session.scalar(select(WeightSet).where(WeightSet.status == WeightSetStatus.IN_USE))
    if before is not None and before is not chosen:
        WORKFLOW.apply(before, "replace", actor)
        db.session.flush()  # one is in use at any moment
    WORKFLOW.apply(chosen, "use", actor)
    chosen.used_at = clock.now()
    _start_anew()


def retire_weights(actor: Actor, chosen: WeightSet) -> None:
    """Back to the built-in weights, or give up a candidate."""
    action = "retire" if chosen.status is WeightSetStatus.IN_USE else "discard"
    WORKFLOW.apply(chosen, action, actor)
    if action == "retire":
        _start_anew()


def _start_anew() -> None:
    db.session.flush()
    forget_weights()
    mark_stale(key for key in backend().stamps() if key.startswith(f"{NEED}:"))
    background.enqueue(REFRESH_TASK)


def measure_release() -> ReleaseFigure | None:
    """Note once how this release ranks the fixed set with the weights in use; None when that is known."""
    release, weights = current_app.config["RELEASE"], current_weights()
    version = str(weights["version"])
    if db.session.scalar(select(ReleaseFigure.id).filter_by(release=release, scorer_version=version)):
        return None
    needs = training.usable(graded.fixed_examples())
    figure = ReleaseFigure(
        release=release,
        scorer_version=version,
        ndcg=round(training.ndcg(needs, weights), DIGITS),
        needs=len(needs),
        pairs=sum(len(judged) for judged in needs),
    )
    db.session.add(figure)
    return figure

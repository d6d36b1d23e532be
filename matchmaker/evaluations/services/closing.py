"""Ending an evaluation: ranking, confirmation, or making it void."""

from __future__ import annotations

from matchmaker.evaluations.events import EvaluationVoided, ScoringClosed
from matchmaker.evaluations.models import Evaluation, ScoreSheet
from matchmaker.evaluations.ranking import SheetScores, rank_bids, result_hash
from matchmaker.evaluations.vocabulary import SheetStatus
from matchmaker.evaluations.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.events import publish


def signed_sheets(evaluation: Evaluation) -> list[ScoreSheet]:
    """The sheets that count."""
    return [one for one in evaluation.sheets if one.status is SheetStatus.SIGNED]


def computed_result(evaluation: Evaluation) -> list[dict[str, object]]:
    """The ranking anew from the stored sheets: must equal what was stored at the closing."""
    sheets = [SheetScores(one.bid_id, one.panelist_id, one.scores) for one in signed_sheets(evaluation)]
    return [one.to_json() for one in rank_bids(evaluation.criteria, sheets, evaluation.ranking)]


def close_scoring(actor: Actor, evaluation: Evaluation) -> None:
    """Rank the bids; the result and its hash are kept, the hash also in the audit chain."""
    with db.session.no_autoflush:
        WORKFLOW.apply(evaluation, "close_scoring", actor)
        evaluation.result = computed_result(evaluation)
        evaluation.result_hash = result_hash(evaluation.result)
        evaluation.closed_at = clock.now()
    audit.record("evaluation", evaluation.id, "rank", actor, details={"sha256": evaluation.result_hash})
    publish(ScoringClosed(evaluation.id))


def confirm_evaluation(actor: Actor, evaluation: Evaluation) -> None:
    """The result stands; the sponsor may choose now."""
    evaluation.confirmed_at = clock.now()
    WORKFLOW.apply(evaluation, "confirm", actor)


def void_evaluation(actor: Actor, evaluation: Evaluation, note: str) -> None:
    """It does not count, with the reason; another may be planned."""
    WORKFLOW.apply(evaluation, "void", actor, note)
    publish(EvaluationVoided(evaluation.id))

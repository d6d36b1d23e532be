"""Evaluations for tests: experts with accounts, a panel, signed sheets, in any state, written straight in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.calls.rules import CallRules
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.ranking import result_hash
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.roles import Role
from tests.factories.accounts import make_user
from tests.factories.bids import make_bid
from tests.factories.challenges import make_challenge
from tests.factories.experts import make_expert

S = EvaluationStatus
CRITERIA = [{"name": one.name, "weight": one.weight} for one in CallRules().criteria]


def make_judge(**values: Any) -> Expert:
    """A listed expert with an account."""
    user = make_user(Role.EXPERT)
    return make_expert(**{"user_id": user.id, "name": f"评审专家 {user.id}", **values})


def points(value: int) -> dict[str, int]:
    """The same score for every criterion."""
    return {one["name"]: value for one in CRITERIA}


def make_evaluation(
    status: EvaluationStatus = S.PLANNED,
    challenge: Challenge | None = None,
    *,
    bids: Sequence[Bid] | None = None,
    judges: Sequence[Expert] | None = None,
    panel_size: int = 5,
    scores: Sequence[int] = (),
) -> Evaluation:
    """With a full panel; from `CLOSED` on every sheet is signed, bid number n with ``scores[n]`` (else 9, 8, 7 …)."""
    challenge = challenge or make_challenge(ChallengeStatus.EVALUATING)
    given = [make_bid(BidStatus.ELIGIBLE, challenge) for _n in range(2)] if bids is None else list(bids)
    seats = [make_judge() for _n in range(panel_size)] if judges is None else list(judges)
    evaluation = Evaluation(
        public_id=f"WHP-{secrets.token_hex(4).upper()}", status=status, challenge_id=challenge.id,
        criteria=CRITERIA, ranking=CallRules().ranking, panel_size=panel_size, seed="00" * 16,
        scoring_until=None if status is S.PLANNED else clock.today() + timedelta(days=10),
        result_hash="0" * 64 if status in (S.CLOSED, S.CONFIRMED) else "",
    )  # fmt: skip
    db.session.add(evaluation)
    for expert in seats:
        evaluation.panelists.append(
            Panelist(expert=expert, status=PanelistStatus.ACCEPTED, declared_at=clock.now())
        )
    db.session.flush()
    if status is not S.PLANNED:
        _hand_out(evaluation, given, scores, is_signed=status is not S.SCORING)
    if status in (S.CLOSED, S.CONFIRMED):
        evaluation.result = computed_result(evaluation)
        evaluation.result_hash, evaluation.closed_at = result_hash(evaluation.result), clock.now()
    db.session.commit()
    return evaluation


def _hand_out(evaluation: Evaluation, bids: Sequence[Bid], scores: Sequence[int], *, is_signed: bool) -> None:
    for number, bid in enumerate(bids):
        value = scores[number] if number < len(scores) else max(0, 9 - number % 10)
        for panelist in evaluation.panelists:
            sheet = ScoreSheet(panelist_id=panelist.id, bid_id=bid.id, evaluation_id=evaluation.id)
            if is_signed:
                sheet.status, sheet.signed_at = SheetStatus.SIGNED, clock.now()
                sheet.scores, sheet.comment = points(value), "路线成立。"
            db.session.add(sheet)
    db.session.flush()
    db.session.refresh(evaluation)

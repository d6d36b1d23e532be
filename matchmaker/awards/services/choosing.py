"""The sponsor's choice: which bids of the ranking, with what reason, for how much."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.awards.events import AwardProposed
from matchmaker.awards.models import Award
from matchmaker.awards.policy import POLICY, AwardPermission
from matchmaker.awards.vocabulary import LIVE, REASON_LIMIT
from matchmaker.bids import queries as bids
from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid
from matchmaker.bids.reading import handed_in_bytes
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish
from matchmaker.kernel.money import format_wan


@dataclass(frozen=True)
class Pick:
    """One bid of a choice: the reason where a better one is passed over, the contract's 分 (None: what was bid)."""

    bid_id: int
    reason: str = ""
    amount: int | None = None


def propose_awards(
    actor: Actor, evaluation: Evaluation, picks: Sequence[Pick], excess_reason: str = ""
) -> list[Award]:
    """The sponsor chooses ranked bids for the free places; who passes over a better one says why, bid by bid.

    In a race the contracts of all teams together stay within the bounty, unless ``excess_reason`` says why not.
    """
    POLICY.require(actor, AwardPermission.PROPOSE, evaluation)
    challenge = evaluation.challenge
    if (
        evaluation.status is not EvaluationStatus.CONFIRMED
        or challenge.status is not ChallengeStatus.EVALUATING
    ):
        raise IllegalTransition(_("评审结果还没有确认，或已经定榜，不能选择。"))
    live = live_awards(challenge)
    free = [n for n in range(1, challenge.max_awards + 1) if n not in {one.slot for one in live}]
    if not free:
        raise IllegalTransition(_("这个榜单已经选定了揭榜方。"))
    ranks = _ranks(evaluation, picks, {one.bid_id for one in live})
    if len(picks) > len(free):
        raise GuardFailed(errors={"bid": _("最多还能选 %(n)s 个团队。", n=len(free))})
    if challenge.is_race:
        _check_total(challenge, live, picks, excess_reason)
    challenge.updated_at = clock.now()  # the clock or a colleague at the same moment meets us on this row
    made = [_new(evaluation, pick, ranks[pick.bid_id], slot) for pick, slot in zip(picks, free, strict=False)]
    for one in made:
        details = {"bid": one.bid_id, "rank": one.rank, "slot": one.slot, "evaluation": evaluation.public_id}
        if excess_reason.strip():
            details["excess"] = excess_reason.strip()
        audit.record("award", one.id, "propose", actor, after=one.status, note=one.reason, details=details)
    give_up_vacancies(challenge, len(made))
    publish(AwardProposed(made[0].id))
    return made


def live_awards(challenge: Challenge) -> list[Award]:
    """Those that stand, by their slots."""
    kept = (Award.challenge_id == challenge.id, Award.status.in_(LIVE))
    return list(db.session.scalars(select(Award).where(*kept).order_by(Award.slot)))


def vacant_awards(challenge: Challenge) -> list[Award]:
    """Those whose place waits to be filled or given up."""
    kept = (Award.challenge_id == challenge.id, Award.is_vacant)
    return list(db.session.scalars(select(Award).where(*kept).order_by(Award.id)))


def give_up_vacancies(challenge: Challenge, count: int) -> None:
    """So many free places are decided on."""
    for one in vacant_awards(challenge)[:count]:
        one.is_vacant = False


def _new(evaluation: Evaluation, pick: Pick, rank: int, slot: int) -> Award:
    award = Award(
        public_id=f"{current_app.config['NUMBER_PREFIX']}G-{secrets.token_hex(4).upper()}",
        challenge_id=evaluation.challenge_id,
        evaluation_id=evaluation.id,
        bid_id=pick.bid_id,
        rank=rank,
        slot=slot,
        amount=pick.amount,
        reason=pick.reason.strip(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(award)
    except IntegrityError as error:
        raise IllegalTransition(_("这个榜单已经选定了揭榜方。")) from error
    return award


def _ranks(evaluation: Evaluation, picks: Sequence[Pick], taken: set[int]) -> dict[int, int]:
    """Bid → rank, once every pick is found fit to be chosen. Raises `GuardFailed`."""
    eligible = {one.id for one in bids.eligible(evaluation.challenge)}
    ranked = {row["bid_id"]: int(row["rank"]) for row in evaluation.result}
    chosen = {pick.bid_id for pick in picks}
    fit = (ranked.keys() & eligible) - taken
    if not chosen or not chosen <= fit or len(chosen) < len(picks):
        raise GuardFailed(errors={"bid": _("请选择参加评审的投标。")})
    passed_over = min((ranked[number] for number in fit - chosen), default=len(ranked) + 1)
    errors: dict[str, str] = {}
    for pick in picks:
        field = f"reason_{pick.bid_id}" if evaluation.challenge.is_race else "reason"
        if ranked[pick.bid_id] > passed_over and not pick.reason.strip():
            errors[field] = _("排在前面的团队没有选，请写明理由。")
        if (length := len(pick.reason)) > REASON_LIMIT:
            errors[field] = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=REASON_LIMIT, length=length)
    if errors:
        raise GuardFailed(errors=errors)
    return ranked


def quote_of(bid: Bid) -> int:
    """What a bid asks for, in 分."""
    return BidContent.from_bytes(handed_in_bytes(bid)).quote_amount or 0


def _check_total(
    challenge: Challenge, live: Sequence[Award], picks: Sequence[Pick], excess_reason: str
) -> None:
    """All contracts together within the bounty, or the sponsor says why not."""
    most = challenge.funding_amount
    if most is None or excess_reason.strip():
        if len(excess_reason) > REASON_LIMIT:
            words = _(
                "最多 %(limit)s 字，现在 %(length)s 字。", limit=REASON_LIMIT, length=len(excess_reason)
            )
            raise GuardFailed(errors={"excess_reason": words})
        return
    standing: list[tuple[Any, int | None]] = [(one.bid, one.amount) for one in live]
    standing += [(db.session.get_one(Bid, pick.bid_id), pick.amount) for pick in picks]
    total = sum(quote_of(bid) if amount is None else amount for bid, amount in standing)
    if total > most:
        words = _(
            "各团队合同金额合计 %(total)s 万元，超过榜额 %(most)s 万元。请调低，或写明为什么超过。",
            total=format_wan(total),
            most=format_wan(most),
        )
        raise GuardFailed(errors={"excess_reason": words})

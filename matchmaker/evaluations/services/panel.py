"""Planning an evaluation, and filling its panel."""

from __future__ import annotations

import secrets

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.bids import queries as bids
from matchmaker.calls.rules import CallRules
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services import start_evaluation
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations.draw import draw, is_of_field, pool
from matchmaker.evaluations.events import PanelistInvited, PanelistRecused
from matchmaker.evaluations.models import Evaluation, Panelist
from matchmaker.evaluations.policy import POLICY, SEAT_POLICY, EvaluationPermission, PanelistPermission
from matchmaker.evaluations.recusal import conflicts, parties_of
from matchmaker.evaluations.vocabulary import EvaluationStatus, SheetStatus
from matchmaker.evaluations.workflow import SEAT_WORKFLOW, SHEET_WORKFLOW
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish


def plan_evaluation(actor: Actor, challenge: Challenge) -> Evaluation:
    """Begin the evaluation of a closed challenge, or a new one after the last was made void.

    Criteria, panel size and ranking are those the call published; without a call the defaults hold.
    """
    POLICY.require(actor, EvaluationPermission.PLAN, challenge)
    if (waiting := bids.unscreened_count(challenge)) > 0:
        raise GuardFailed(_("还有 %(n)s 份投标没有做资格审查。", n=waiting))
    if not bids.eligible(challenge):
        raise GuardFailed(_("没有通过资格审查的投标，不能组织评审。可以宣布流榜。"))
    rules = challenge.call.rules if challenge.call else CallRules()
    evaluation = Evaluation(
        public_id=f"{current_app.config['NUMBER_PREFIX']}P-{secrets.token_hex(4).upper()}",
        challenge=challenge,
        criteria=[{"name": one.name, "weight": one.weight} for one in rules.criteria],
        ranking=rules.ranking,
        panel_size=rules.panel_size,
        seed=secrets.token_hex(16),
    )
    try:
        with db.session.begin_nested():
            db.session.add(evaluation)
    except IntegrityError as error:
        raise IllegalTransition(_("这个榜单已经有进行中的评审。")) from error
    audit.record(
        "evaluation",
        evaluation.id,
        "create",
        actor,
        after=evaluation.status,
        details={"seed": evaluation.seed},
    )
    if challenge.status is not ChallengeStatus.EVALUATING:
        start_evaluation(actor, challenge)
    return evaluation


def draw_panel(actor: Actor, evaluation: Evaluation, *, any_field: bool = False) -> list[Panelist]:
    """Fill the free seats by lot among experts of the field without conflicts; with ``any_field`` among all."""
    POLICY.require(actor, EvaluationPermission.MANAGE, evaluation)
    _require_running(evaluation)
    places = evaluation.panel_size - len(evaluation.seats)
    if places <= 0:
        raise GuardFailed(_("评委席位已满。"))
    asked = {one.expert_id for one in evaluation.panelists}
    able = [one for one in pool() if one.id not in asked]
    if not any_field:
        able = [one for one in able if is_of_field(one, evaluation.challenge)]
    barred = _conflicts(evaluation, able)
    free = [one for one in able if one.id not in barred]
    if len(free) < places:
        raise GuardFailed(
            _(
                "还缺 %(places)s 位评委，可抽取的只有 %(n)s 位（另有 %(barred)s 位要回避）。请放宽领域，或指定专家。",
                places=places, n=len(free), barred=len(barred),
            )
        )  # fmt: skip
    details = {"seed": evaluation.seed, "among": sorted(one.public_id for one in free)}
    audit.record("evaluation", evaluation.id, "draw", actor, details=details)
    return [_invite(actor, evaluation, one, is_drawn=True) for one in draw(evaluation.seed, free, places)]


def _conflicts(evaluation: Evaluation, experts: list[Expert]) -> dict[int, list[object]]:
    parties = parties_of(evaluation.challenge, bids.eligible(evaluation.challenge))
    return conflicts(experts, parties)  # type: ignore[return-value]


def _require_running(evaluation: Evaluation) -> None:
    if evaluation.status not in (EvaluationStatus.PLANNED, EvaluationStatus.SCORING):
        raise IllegalTransition


def invite_expert(actor: Actor, evaluation: Evaluation, public_id: str) -> Panelist:
    """Ask a named expert; refused with the reason when he must abstain."""
    POLICY.require(actor, EvaluationPermission.MANAGE, evaluation)
    _require_running(evaluation)
    query = select(Expert).where(Expert.public_id == public_id.strip(), Expert.status == ExpertStatus.LISTED)
    expert = db.session.scalar(query)
    sentence = ""
    if expert is None or expert.user_id is None:
        sentence = _("没有找到这个编号的、有账号的专家。")
    elif any(one.expert_id == expert.id for one in evaluation.panelists):
        sentence = _("已经邀请过这位专家。")
    elif len(evaluation.seats) >= evaluation.panel_size:
        sentence = _("评委席位已满。")
    elif reasons := _conflicts(evaluation, [expert]).get(expert.id):
        sentence = _("这位专家要回避：%(why)s。", why="；".join(one.words for one in reasons))  # type: ignore[attr-defined]
    if sentence or expert is None:
        raise GuardFailed(errors={"expert": sentence})
    return _invite(actor, evaluation, expert, is_drawn=False)


def _invite(actor: Actor, evaluation: Evaluation, expert: Expert, *, is_drawn: bool) -> Panelist:
    panelist = Panelist(evaluation=evaluation, expert=expert, is_drawn=is_drawn)
    db.session.add(panelist)
    db.session.flush()
    details = {"expert": expert.public_id, "drawn": is_drawn}
    audit.record("evaluation", evaluation.id, "invite", actor, details=details)
    publish(PanelistInvited(panelist.id))
    return panelist


def accept_seat(actor: Actor, panelist: Panelist, *, declares_free: bool) -> None:
    """Take the seat, declaring independence of the sponsor and every bidder."""
    SEAT_POLICY.require(actor, PanelistPermission.ANSWER, panelist)
    with db.session.no_autoflush:
        panelist.declared_at = clock.now() if declares_free else None
        SEAT_WORKFLOW.apply(panelist, "accept", actor)
    if panelist.evaluation.status is EvaluationStatus.SCORING:  # takes the seat of somebody who left
        from matchmaker.evaluations.services.scoring import hand_out_sheets

        hand_out_sheets(panelist)


def decline_seat(actor: Actor, panelist: Panelist, reason: str) -> None:
    SEAT_WORKFLOW.apply(panelist, "decline", actor, reason)
    panelist.reason = reason.strip()
    publish(PanelistRecused(panelist.id))


def recuse_panelist(actor: Actor, panelist: Panelist, reason: str) -> None:
    """Leave the panel because of a conflict; what was scored no longer counts."""
    SEAT_WORKFLOW.apply(panelist, "recuse", actor, reason)
    panelist.reason = reason.strip()
    for sheet in panelist.sheets:
        if sheet.status is not SheetStatus.RECUSED:
            sheet.signed_at = None
            SHEET_WORKFLOW.apply(sheet, "recuse", SYSTEM, reason)
    publish(PanelistRecused(panelist.id))

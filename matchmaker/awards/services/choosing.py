"""The sponsor's choice, its notice, and its confirmation by the clock."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from matchmaker.awards.events import AwardConfirmed, AwardProposed, AwardRevoked, NoticePublished
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import POLICY, AwardPermission
from matchmaker.awards.vocabulary import REASON_LIMIT, AwardStatus, ObjectionStatus
from matchmaker.awards.workflow import WORKFLOW
from matchmaker.bids import queries as bids
from matchmaker.bids import services as bidding
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import DayKind
from matchmaker.challenges import services as challenges
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock, working_days
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish


def propose_award(actor: Actor, evaluation: Evaluation, bid_id: int, reason: str) -> Award:
    """The sponsor chooses one ranked bid; who passes over a better one says why."""
    POLICY.require(actor, AwardPermission.PROPOSE, evaluation)
    if evaluation.status is not EvaluationStatus.CONFIRMED:
        raise IllegalTransition(_("评审结果还没有确认，不能定榜。"))
    rank = _rank_of(evaluation, bid_id, reason)
    award = Award(
        public_id=f"{current_app.config['NUMBER_PREFIX']}G-{secrets.token_hex(4).upper()}",
        challenge_id=evaluation.challenge_id,
        evaluation_id=evaluation.id,
        bid_id=bid_id,
        rank=rank,
        reason=reason.strip(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(award)
    except IntegrityError as error:
        raise IllegalTransition(_("这个榜单已经选定了揭榜方。")) from error
    details = {"bid": bid_id, "rank": rank, "evaluation": evaluation.public_id}
    audit.record("award", award.id, "propose", actor, after=award.status, note=award.reason, details=details)
    publish(AwardProposed(award.id))
    return award


def _rank_of(evaluation: Evaluation, bid_id: int, reason: str) -> int:
    row = next((row for row in evaluation.result if row["bid_id"] == bid_id), None)
    is_eligible = any(one.id == bid_id for one in bids.eligible(evaluation.challenge))
    errors = {}
    if row is None or not is_eligible:
        raise GuardFailed(errors={"bid": _("请选择一份参加评审的投标。")})
    if row["rank"] > 1 and not reason.strip():
        errors["reason"] = _("没有选第一名，请写明理由。")
    if len(reason) > REASON_LIMIT:
        errors["reason"] = _(
            "最多 %(limit)s 字，现在 %(length)s 字。", limit=REASON_LIMIT, length=len(reason)
        )
    if errors:
        raise GuardFailed(errors=errors)
    return int(row["rank"])


def publish_notice(actor: Actor, award: Award) -> None:
    """Begin the notice today; its length and kind of days are those of the call."""
    start = clock.today()
    with db.session.no_autoflush:
        award.notice_starts_on = start
        award.notice_ends_on = notice_end(award.challenge, start)
        WORKFLOW.apply(award, "publish_notice", actor)
    publish(NoticePublished(award.id))


def notice_end(challenge: Challenge, start: date) -> date:
    """The last day of a notice that begins on ``start``. Raises `GuardFailed` where the calendar is not known."""
    rules = challenge.call.rules if challenge.call else CallRules()
    if rules.award_notice_kind is DayKind.CALENDAR:
        return start + timedelta(days=rules.award_notice_days)
    try:
        return working_days.add_working_days(start, rules.award_notice_days)
    except working_days.CalendarUnknown as unknown:
        raise GuardFailed(unknown.message) from unknown


def withdraw_award(actor: Actor, award: Award, note: str) -> None:
    """The sponsor takes the choice back before its notice."""
    WORKFLOW.apply(award, "withdraw", actor, note)


def revoke_award(actor: Actor, award: Award, note: str) -> None:
    """The choice does not stand: the sponsor may choose again, or staff make the evaluation void."""
    WORKFLOW.apply(award, "revoke", actor, note)
    publish(AwardRevoked(award.id))


def confirm_due() -> int:
    """Confirm awards whose notice is over without an open objection; returns how many. May be repeated."""
    waits = exists().where(Objection.award_id == Award.id, Objection.status == ObjectionStatus.RECEIVED)
    over = (Award.status == AwardStatus.ON_NOTICE, Award.notice_ends_on < clock.today(), ~waits)
    found = db.session.scalars(select(Award).where(*over).order_by(Award.notice_ends_on, Award.id)).all()
    for award in found:
        _confirm(award)
    return len(found)


def _confirm(award: Award) -> None:
    """The award stands, its challenge is awarded, and every other bidder learns that it was not chosen."""
    award.confirmed_at = clock.now()
    WORKFLOW.apply(award, "confirm", SYSTEM, _("公示期满，没有未处理的异议。"))
    for bid in bids.eligible(award.challenge):
        if bid.id == award.bid_id:
            bidding.mark_awarded(bid)
        elif bid.status is BidStatus.ELIGIBLE:
            bidding.mark_not_awarded(bid, outcome_words(award, bid.id))
    challenges.mark_awarded(award.challenge)
    publish(AwardConfirmed(award.id))


def outcome_words(award: Award, bid_id: int) -> str:
    """What a bidder that was not chosen is told."""
    row = next((row for row in award.evaluation.result if row["bid_id"] == bid_id), None)
    if row is None:
        return _("发榜方选定了其他团队。")
    return _(
        "评审得分 %(score)s，第 %(rank)s 名，共 %(n)s 份；发榜方选定了其他团队。",
        score=row["shown"],
        rank=row["rank"],
        n=len(award.evaluation.result),
    )

"""The notice of a choice, what takes a choice back, and its confirmation by the clock."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, select

from matchmaker.awards.events import AwardConfirmed, AwardRevoked, NoticePublished
from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import POLICY, AwardPermission
from matchmaker.awards.services.choosing import give_up_vacancies, live_awards, vacant_awards
from matchmaker.awards.vocabulary import PENDING, AwardStatus, ObjectionStatus
from matchmaker.awards.workflow import WORKFLOW
from matchmaker.bids import queries as bids
from matchmaker.bids import services as bidding
from matchmaker.calls.vocabulary import DayKind
from matchmaker.challenges import services as challenges
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.evaluations.models import Evaluation
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock, working_days
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish


def publish_notice(actor: Actor, award: Award) -> None:
    """Begin the notice today, of all teams chosen with this one; length and kind of days are those of the call."""
    start = clock.today()
    end = notice_end(award.challenge, start)
    others = [one for one in live_awards(award.challenge) if one.status is AwardStatus.PROPOSED]
    with db.session.no_autoflush:
        for one in [award, *(other for other in others if other is not award)]:
            one.notice_starts_on, one.notice_ends_on = start, end
            WORKFLOW.apply(one, "publish_notice", actor)
    publish(NoticePublished(award.id))


def notice_end(challenge: Challenge, start: date) -> date:
    """The last day of a notice that begins on ``start``. Raises `GuardFailed` where the calendar is not known."""
    rules = challenge.rules
    if rules.award_notice_kind is DayKind.CALENDAR:
        return start + timedelta(days=rules.award_notice_days)
    try:
        return working_days.add_working_days(start, rules.award_notice_days)
    except working_days.CalendarUnknown as unknown:
        raise GuardFailed(unknown.message) from unknown


def withdraw_award(actor: Actor, award: Award, note: str) -> None:
    """The sponsor takes the choice back before its notice."""
    WORKFLOW.apply(award, "withdraw", actor, note)
    if any(one.status is not AwardStatus.PROPOSED for one in live_awards(award.challenge)):
        award.is_vacant = True  # the others went ahead: the place is open again


def revoke_award(actor: Actor, award: Award, note: str) -> None:
    """The choice does not stand: the sponsor may fill the place anew, or staff make the evaluation void.

    In a race the other teams keep theirs; their challenge waits until the sponsor has filled or given up this place.
    """
    WORKFLOW.apply(award, "revoke", actor, note)
    award.is_vacant = bool(live_awards(award.challenge))
    publish(AwardRevoked(award.id))


def go_on_with_fewer(actor: Actor, evaluation: Evaluation) -> None:
    """The sponsor leaves the places free that fell free; what is confirmed is then awarded."""
    POLICY.require(actor, AwardPermission.PROPOSE, evaluation)
    vacant = vacant_awards(evaluation.challenge)
    if not vacant:
        raise IllegalTransition(_("没有空出的名额。"))
    for one in vacant:
        audit.record("award", one.id, "give_up", actor, details={"slot": one.slot})
    give_up_vacancies(evaluation.challenge, len(vacant))
    _settle(evaluation.challenge)


def confirm_due() -> int:
    """Confirm awards whose notice is over without an open objection; returns how many. May be repeated."""
    waits = exists().where(Objection.award_id == Award.id, Objection.status == ObjectionStatus.RECEIVED)
    over = (Award.status == AwardStatus.ON_NOTICE, Award.notice_ends_on < clock.today(), ~waits)
    found = db.session.scalars(select(Award).where(*over).order_by(Award.notice_ends_on, Award.id)).all()
    for award in found:
        _confirm(award)
    return len(found)


def _confirm(award: Award) -> None:
    """The award stands, with a contract of its own, whatever becomes of the other teams of a race."""
    award.confirmed_at = clock.now()
    WORKFLOW.apply(award, "confirm", SYSTEM, _("公示期满，没有未处理的异议。"))
    bidding.mark_awarded(award.bid)
    _settle(award.challenge)
    publish(AwardConfirmed(award.id))


def _settle(challenge: Challenge) -> None:
    """When no choice is pending and no place waits: the challenge is awarded, and every other bidder learns it."""
    live = live_awards(challenge)
    if not live or any(one.status in PENDING for one in live) or vacant_awards(challenge):
        return
    if challenge.status is not ChallengeStatus.EVALUATING:
        return
    for bid in bids.eligible(challenge):
        bidding.mark_not_awarded(bid, outcome_words(live[0], bid.id))
    challenges.mark_awarded(challenge)


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

"""What comes next for a challenge, who does it, and until when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from flask_babel import gettext as _

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel import clock


@dataclass(frozen=True)
class NextStep:
    """One sentence, the day that belongs to it, and whether somebody should hurry."""

    words: str
    on: date | None = None
    is_urgent: bool = False


def is_stale(challenge: Challenge) -> bool:
    """Open, but not confirmed for ``STALE_AFTER_DAYS``: perhaps no longer true."""
    limit = clock.today() - timedelta(days=current_app.config["STALE_AFTER_DAYS"])
    confirmed = challenge.confirmed_on
    return challenge.status is ChallengeStatus.OPEN and confirmed is not None and confirmed < limit


def is_expiring(challenge: Challenge) -> bool:
    """Open, and soon taken off the board unless its sponsor confirms it."""
    limit = clock.today() + timedelta(days=current_app.config["EXPIRY_REMINDER_DAYS"])
    expires = challenge.expires_on
    return challenge.status is ChallengeStatus.OPEN and expires is not None and expires <= limit


def next_step(challenge: Challenge) -> NextStep:
    """For the sponsor's list."""
    status = challenge.status
    if status is ChallengeStatus.DRAFT:
        if challenge.submitted_at is not None:
            return NextStep(_("已退回，请按意见修改后重新提交"), is_urgent=True)
        return NextStep(_("继续填写，然后提交审核"))
    if status is ChallengeStatus.SCREENING:
        return NextStep(_("等分中心审核"), _day(challenge))
    if status is ChallengeStatus.OPEN and is_expiring(challenge):
        return NextStep(_("请确认仍有效，否则到期下榜"), challenge.expires_on, is_urgent=True)
    if status is ChallengeStatus.OPEN and challenge.deadline_at is not None:
        return NextStep(_("接收方案，到截止日"), challenge.deadline_at.astimezone(clock.BEIJING).date())
    if status is ChallengeStatus.CLOSED and challenge.closed_at is not None:
        return NextStep(
            _("已截止，需要时请分中心重新开放"), challenge.closed_at.astimezone(clock.BEIJING).date()
        )
    if status is ChallengeStatus.ASSESSING:
        return NextStep(_("等专家论证"))
    if status is ChallengeStatus.ON_NOTICE:
        return NextStep(_("公示期满后发榜"), challenge.need_notice_ends_on)
    if status is ChallengeStatus.EVALUATING:
        return NextStep(_("评审中，等评审结果"))
    return NextStep(_("已结束"))


def _day(challenge: Challenge) -> date | None:
    moment = challenge.submitted_at
    return moment.astimezone(clock.BEIJING).date() if moment else None


def days_waiting(challenge: Challenge) -> int:
    """Whole days since it was handed in."""
    day = _day(challenge)
    return (clock.today() - day).days if day else 0

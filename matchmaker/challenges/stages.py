"""The line of stages on a challenge's page, as far as the platform goes today. Pure."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel import clock

_PLACE = {
    ChallengeStatus.DRAFT: 0,
    ChallengeStatus.SCREENING: 1,
    ChallengeStatus.REJECTED: 1,
    ChallengeStatus.ASSESSING: 1,
    ChallengeStatus.ON_NOTICE: 1,
    ChallengeStatus.OPEN: 2,
    ChallengeStatus.CLOSED: 3,
    ChallengeStatus.EVALUATING: 4,
    ChallengeStatus.AWARDED: 6,
    ChallengeStatus.UNSUCCESSFUL: 5,
}


def stages_of(challenge: Challenge) -> list[dict[str, str]]:
    """Label, note and state (done, now, empty) of 征集, 形式审查, 揭榜, 截止, 评审, 定榜."""
    is_lost = challenge.status is ChallengeStatus.UNSUCCESSFUL
    names = [_("征集"), _("形式审查"), _("揭榜"), _("截止"), _("评审"), _("流榜") if is_lost else _("定榜")]
    notes = [
        _short(min(challenge.created_at, challenge.submitted_at or challenge.created_at)),
        _short(challenge.submitted_at),
        _short(challenge.published_at),
        _end(challenge),
        "",
        "",
    ]
    place = _PLACE.get(challenge.status, _reached(challenge))
    return [
        {"label": name, "note": note, "state": "done" if n < place else "now" if n == place else ""}
        for n, (name, note) in enumerate(zip(names, notes, strict=True))
    ]


def _reached(challenge: Challenge) -> int:
    """How far a withdrawn challenge had come."""
    return 2 if challenge.published_at else 1 if challenge.submitted_at else 0


def _end(challenge: Challenge) -> str:
    if challenge.closed_at is not None and challenge.status is not ChallengeStatus.OPEN:
        return _short(challenge.closed_at)
    if challenge.status is ChallengeStatus.OPEN and challenge.deadline_at:
        left = (_day(challenge.deadline_at) - clock.today()).days
        return _("还剩 %(n)s 天", n=left) if left > 0 else _("今天")
    return ""


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.BEIJING).date()


def _short(moment: datetime | None) -> str:
    return _day(moment).strftime("%m-%d") if moment else ""

"""The state machine of a bid."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.bids.models import Bid
from matchmaker.bids.policy import POLICY, BidPermission
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def is_in_time(bid: Bid) -> None:
    """Before the deadline by the server's clock, whether or not the worker has closed the challenge already."""
    challenge = bid.challenge
    is_over = challenge.deadline_at is not None and clock.now() >= challenge.deadline_at
    if challenge.status is not ChallengeStatus.OPEN or is_over:
        raise GuardFailed(_("揭榜已经截止，不能再递交、替换或撤回。"))


def team_has_confirmed(bid: Bid) -> None:
    """Every unit that is named in the bid has said yes."""
    waiting = [one.organization.name for one in bid.members if one.answer is MemberAnswer.INVITED]
    if waiting:
        sentence = _("%(names)s 还没有确认参加。请等对方确认，或先把它移出联合体。", names="、".join(waiting))
        raise GuardFailed(sentence, errors={"members": sentence})


def is_open_now(bid: Bid) -> None:
    if bid.opened_at is None:
        raise GuardFailed(_("这份投标还没有开启，不能审查。"))


S, P = BidStatus, BidPermission
WORKFLOW = Workflow(
    "bid",
    POLICY,
    S,
    [
        Transition("submit", _l("签名并递交"), (S.DRAFT,), S.SUBMITTED, P.SUBMIT, (is_in_time, team_has_confirmed),
                   style="primary"),
        Transition("replace", _l("签名并替换"), (S.SUBMITTED,), S.SUBMITTED, P.SUBMIT,
                   (is_in_time, team_has_confirmed), style="primary"),
        Transition("withdraw", _l("撤回投标"), (S.DRAFT, S.SUBMITTED), S.WITHDRAWN, P.WITHDRAW, (is_in_time,),
                   style="danger"),
        Transition("lapse", _l("失效"), (S.DRAFT, S.SUBMITTED, S.ELIGIBLE), S.LAPSED, P.CONCLUDE, needs_note=True),
        Transition("confirm_eligibility", _l("资格审查通过"), (S.SUBMITTED,), S.ELIGIBLE, P.SCREEN, (is_open_now,),
                   style="primary"),
        Transition("declare_ineligible", _l("资格审查不通过"), (S.SUBMITTED,), S.INELIGIBLE, P.SCREEN,
                   (is_open_now,), style="danger", needs_note=True),
        Transition("award", _l("中榜"), (S.ELIGIBLE,), S.AWARDED, P.CONCLUDE),
        Transition("mark_not_awarded", _l("未中榜"), (S.ELIGIBLE,), S.NOT_AWARDED, P.CONCLUDE),
    ],
    initial=S.DRAFT,
    final={S.INELIGIBLE, S.WITHDRAWN, S.LAPSED, S.AWARDED, S.NOT_AWARDED},
)  # fmt: skip

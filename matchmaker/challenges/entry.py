"""Whether a challenge may be handed in to its call, and put on the board under that call's rules. Pure rules."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from matchmaker.calls.queries import is_open_now
from matchmaker.calls.rules import Proposer, refusals
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.challenges.models import Challenge
from matchmaker.kernel import clock


def entry_problems(challenge: Challenge) -> dict[str, str]:
    """Field → the rule of its call that refuses it; empty without a call."""
    call = challenge.call
    if call is None:
        return {}
    if not is_open_now(call) and not was_in_time(challenge):
        return {
            "call": _(
                "征集“%(title)s”现在不接收申报，请改选一次征集，或不参加征集直接发布。", title=call.title
            )
        }
    found = {}
    if call.domain_codes and challenge.domain_code not in call.domain_codes:
        found["domain_code"] = _("本次征集不接收这个技术领域的需求。")
    proposer = Proposer(
        challenge.sponsor.kind, challenge.funding_amount, challenge.sales_amount, challenge.rd_amount
    )
    return found | refusals(call.rules, proposer)


def was_in_time(challenge: Challenge) -> bool:
    """Handed in while the call was open, then returned to be mended: that may come back after the window."""
    return challenge.proposed_at is not None and (
        challenge.call is not None and challenge.call.status is not CallStatus.CANCELLED
    )


def bidding_problem(challenge: Challenge) -> str:
    """Why its deadline leaves bidders less time than the call promises; empty when it does not."""
    if challenge.call is None or challenge.deadline_at is None:
        return ""
    least = challenge.call.rules.min_bidding_days
    earliest = clock.today() + timedelta(days=least)
    if challenge.deadline_at.astimezone(clock.BEIJING).date() >= earliest:
        return ""
    return _(
        "征集规则要求揭榜期不少于 %(n)s 天，“揭榜截止日”最早是 %(day)s。请退回发榜方修改。",
        n=least,
        day=earliest.isoformat(),
    )

"""Proposing a challenge to a call, under the rules that call has published."""

from __future__ import annotations

from flask_babel import gettext as _

from matchmaker.calls.models import Call
from matchmaker.calls.queries import is_open_now
from matchmaker.challenges.entry import was_in_time
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.policy import POLICY, ChallengePermission
from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed


def enter_call(
    actor: Actor,
    challenge: Challenge,
    call: Call | None,
    sales_amount: int | None = None,
    rd_amount: int | None = None,
    version: int | None = None,
) -> None:
    """Choose the call (None: post the need by itself) and state what its rules ask. The rules decide at submission."""
    POLICY.require(actor, ChallengePermission.ENTER_CALL, challenge)
    if version is not None and version != challenge.version:
        raise Conflict
    is_same = call is challenge.call
    if call is not None and not is_open_now(call) and not (is_same and was_in_time(challenge)):
        raise GuardFailed(errors={"call": _("这次征集现在不接收申报，请另选一次，或不参加征集直接发布。")})
    before = challenge.call.public_id if challenge.call else ""
    if not is_same:
        challenge.call, challenge.proposed_at = call, None
    challenge.sales_amount, challenge.rd_amount = (sales_amount, rd_amount) if call else (None, None)
    audit.record("challenge", challenge.id, "enter_call", actor, before, call.public_id if call else "")

"""Handing in, replacing, taking back."""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask_babel import gettext as _

from matchmaker.bids import sealing
from matchmaker.bids.completeness import missing
from matchmaker.bids.eligibility import team_problems
from matchmaker.bids.events import BidSubmitted, BidWithdrawn
from matchmaker.bids.models import Bid, BidReceipt, BidStatus
from matchmaker.bids.policy import POLICY, BidPermission
from matchmaker.bids.reading import draft_of, key_of, needs_of
from matchmaker.bids.responses import answered, shortfalls
from matchmaker.bids.services.members import dissolve_team
from matchmaker.bids.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish


def submit_bid(
    actor: Actor, bid: Bid, *, accepts_shortfall: bool = False, version: int | None = None
) -> BidReceipt:
    """Hand in what the team works on, for the first time or instead of the last one; returns the receipt.

    A promise below a must-row needs ``accepts_shortfall``: the team has seen the warning. The receipt's hash stands
    in the audit chain of the same transaction.
    """
    POLICY.require(actor, BidPermission.SUBMIT, bid)
    if version is not None and version != bid.version:
        raise Conflict
    _check(actor, bid, accepts_shortfall)
    content = replace(draft_of(bid), salt=secrets.token_hex(16)).to_bytes()
    sealed = sealing.seal(key_of(bid), content, f"content:{bid.public_id}")
    receipt = BidReceipt(
        bid_id=bid.id, sha256=sealing.receipt_hash(content), at=clock.now(), sealed_content=sealed
    )
    with db.session.no_autoflush:  # content, date and state belong together
        action = "submit" if bid.status is BidStatus.DRAFT else "replace"
        WORKFLOW.apply(bid, action, actor)
        bid.sealed_content, bid.submitted_at = sealed, receipt.at
        db.session.add(receipt)
    audit.record("bid", bid.id, "receipt", actor, details={"sha256": receipt.sha256})
    db.session.flush()
    publish(BidSubmitted(bid.id))
    return receipt


def _check(actor: Actor, bid: Bid, accepts_shortfall: bool) -> None:
    content = draft_of(bid)
    rows = answered(needs_of(actor, bid), content.responses)
    if errors := missing(bid, content, rows) | team_problems(bid, content):
        raise GuardFailed(_("还有 %(n)s 处要处理，之后才能递交。", n=len(errors)), errors=errors)
    if shortfalls(rows) and not accepts_shortfall:
        sentence = _("有关键指标的承诺值没有达到榜单要求，请核对；确实如此的，请勾选确认后再递交。")
        raise GuardFailed(sentence, errors={"accepts_shortfall": sentence})


def withdraw_bid(actor: Actor, bid: Bid) -> None:
    """Take it back before the deadline; it is never opened, and the team is free to bid anew."""
    WORKFLOW.apply(bid, "withdraw", actor)
    dissolve_team(bid)
    publish(BidWithdrawn(bid.id))

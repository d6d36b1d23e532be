"""Reading sealed content: what the team works on, what was handed in, and the annexes."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from matchmaker.bids import sealing
from matchmaker.bids.content import BidContent, SealedFile
from matchmaker.bids.models import Bid
from matchmaker.bids.policy import POLICY, BidPermission, is_being_written, is_in_team, is_lead
from matchmaker.challenges.layers import visible
from matchmaker.indicators.stated import Indicator
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound


def key_of(bid: Bid) -> bytes:
    """The released key, or before the opening the wrapped one: callers have asked the policy."""
    return bid.content_key or sealing.unwrap(bid.wrapped_key, bid.public_id)


def draft_of(bid: Bid) -> BidContent:
    """What the team works on."""
    return BidContent.from_bytes(sealing.unseal(key_of(bid), bid.sealed_draft, f"draft:{bid.public_id}"))


def handed_in_bytes(bid: Bid) -> bytes:
    """The very bytes of the last handing in, whose hash is on the receipt. Raises `NotFound` when there is none."""
    if bid.sealed_content is None:
        raise NotFound
    return sealing.unseal(key_of(bid), bid.sealed_content, f"content:{bid.public_id}")


def content_for(actor: Actor, bid: Bid) -> BidContent:
    """As this actor may read it: the team its working copy while that can change, everybody else what was handed in."""
    POLICY.require(actor, BidPermission.READ, bid)
    is_own = is_lead(actor, bid) or is_in_team(actor, bid)
    if is_own and (is_being_written(actor, bid) or bid.sealed_content is None):
        return draft_of(bid)
    return BidContent.from_bytes(handed_in_bytes(bid))


def needs_of(actor: Actor, bid: Bid) -> list[Indicator]:
    """The required figures the team had to answer: those its members may read."""
    return [row.source for row in visible(bid.challenge, actor).indicators]


def read_file(bid: Bid, content: BidContent, number: int) -> tuple[SealedFile, bytes]:
    """An annex named in this content, in clear. Raises `NotFound`."""
    named = next((file for file in content.files if file.id == number), None)
    row = next((row for row in bid.files if row.id == number), None)
    if named is None or row is None:
        raise NotFound
    path = stored_at(row.storage_key)
    if not path.is_file():
        raise NotFound
    return named, sealing.unseal(key_of(bid), path.read_bytes(), file_label(bid, named.sha256))


def file_label(bid: Bid, sha256: str) -> str:
    return f"file:{bid.public_id}:{sha256}"


def stored_at(storage_key: str) -> Path:
    return Path(current_app.config["DATA_DIR"], "sealed", *storage_key.split("/"))

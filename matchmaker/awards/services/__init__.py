"""Everything that changes an award: choosing and its notice, objections, what the clock does."""

from matchmaker.awards.services.choosing import Pick, propose_awards, quote_of
from matchmaker.awards.services.noticing import (
    confirm_due,
    go_on_with_fewer,
    publish_notice,
    revoke_award,
    withdraw_award,
)
from matchmaker.awards.services.objections import decide_objection, file_objection, take_back_objection

__all__ = [
    "Pick",
    "confirm_due",
    "decide_objection",
    "file_objection",
    "go_on_with_fewer",
    "propose_awards",
    "publish_notice",
    "quote_of",
    "revoke_award",
    "take_back_objection",
    "withdraw_award",
]

"""Everything that changes an award: choosing and its notice, objections, what the clock does."""

from matchmaker.awards.services.choosing import (
    confirm_due,
    propose_award,
    publish_notice,
    revoke_award,
    withdraw_award,
)
from matchmaker.awards.services.objections import decide_objection, file_objection, take_back_objection

__all__ = [
    "confirm_due",
    "decide_objection",
    "file_objection",
    "propose_award",
    "publish_notice",
    "revoke_award",
    "take_back_objection",
    "withdraw_award",
]

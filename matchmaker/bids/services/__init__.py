"""Everything that changes a bid, by intention: drafting, members, submission, opening, screening."""

from matchmaker.bids.services.drafting import add_file, live_bid, remove_file, save_bid, start_bid
from matchmaker.bids.services.members import answer_invitation, invite_member, remove_member
from matchmaker.bids.services.opening import (
    end_unsuccessful,
    lapse_bids,
    open_bids,
    open_due,
    refuse_reopening,
)
from matchmaker.bids.services.screening import (
    confirm_eligibility,
    declare_ineligible,
    mark_awarded,
    mark_not_awarded,
)
from matchmaker.bids.services.submission import submit_bid, withdraw_bid

__all__ = [
    "add_file",
    "answer_invitation",
    "confirm_eligibility",
    "declare_ineligible",
    "end_unsuccessful",
    "invite_member",
    "lapse_bids",
    "live_bid",
    "mark_awarded",
    "mark_not_awarded",
    "open_bids",
    "open_due",
    "refuse_reopening",
    "remove_file",
    "remove_member",
    "save_bid",
    "start_bid",
    "submit_bid",
    "withdraw_bid",
]

"""Everything that changes an evaluation: planning with its panel, scoring, closing."""

from matchmaker.evaluations.services.closing import close_scoring, confirm_evaluation, void_evaluation
from matchmaker.evaluations.services.panel import (
    accept_seat,
    decline_seat,
    draw_panel,
    invite_expert,
    plan_evaluation,
    recuse_panelist,
)
from matchmaker.evaluations.services.scoring import open_scoring, remind_due, save_sheet, sign_sheet

__all__ = [
    "accept_seat",
    "close_scoring",
    "confirm_evaluation",
    "decline_seat",
    "draw_panel",
    "invite_expert",
    "open_scoring",
    "plan_evaluation",
    "recuse_panelist",
    "remind_due",
    "save_sheet",
    "sign_sheet",
    "void_evaluation",
]

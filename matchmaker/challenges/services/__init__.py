"""Everything that changes a challenge, by intention: drafting, screening, running, and what the clock does."""

from matchmaker.challenges.services.asking import (
    answer_question,
    ask_question,
    decline_question,
    take_back_question,
)
from matchmaker.challenges.services.assessing import begin_assessment, give_notice
from matchmaker.challenges.services.clockwork import expire_due, remind_due
from matchmaker.challenges.services.drafting import create_challenge, delete_draft, save_challenge
from matchmaker.challenges.services.entering import enter_call
from matchmaker.challenges.services.files import add_attachment, note_download, remove_attachment
from matchmaker.challenges.services.outcome import declare_unsuccessful, mark_awarded, start_evaluation
from matchmaker.challenges.services.running import (
    amend_challenge,
    close_challenge,
    renew_challenge,
    withdraw_challenge,
)
from matchmaker.challenges.services.screening import (
    Declaration,
    publish_challenge,
    reject_challenge,
    reopen_challenge,
    return_challenge,
    submit_challenge,
)

__all__ = [
    "Declaration",
    "add_attachment",
    "amend_challenge",
    "answer_question",
    "ask_question",
    "begin_assessment",
    "close_challenge",
    "create_challenge",
    "declare_unsuccessful",
    "decline_question",
    "delete_draft",
    "enter_call",
    "expire_due",
    "give_notice",
    "mark_awarded",
    "note_download",
    "publish_challenge",
    "reject_challenge",
    "remind_due",
    "remove_attachment",
    "renew_challenge",
    "reopen_challenge",
    "return_challenge",
    "save_challenge",
    "start_evaluation",
    "submit_challenge",
    "take_back_question",
    "withdraw_challenge",
]

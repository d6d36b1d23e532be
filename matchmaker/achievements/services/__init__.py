"""What can be done with achievements. First argument: who does it. The caller opens the transaction."""

from matchmaker.achievements.services.drafting import (
    add_attachment,
    create_achievement,
    remove_attachment,
    save_draft,
    withdraw_achievement,
)
from matchmaker.achievements.services.lifetime import (
    delist_achievement,
    expire_due,
    remind_due,
    renew_achievement,
    start_new_version,
)
from matchmaker.achievements.services.screening import (
    list_achievement,
    reject_achievement,
    return_for_revision,
    submit_achievement,
)

__all__ = [
    "add_attachment",
    "create_achievement",
    "delist_achievement",
    "expire_due",
    "list_achievement",
    "reject_achievement",
    "remind_due",
    "remove_attachment",
    "renew_achievement",
    "return_for_revision",
    "save_draft",
    "start_new_version",
    "submit_achievement",
    "withdraw_achievement",
]

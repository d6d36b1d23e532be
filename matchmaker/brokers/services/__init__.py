"""What can be done with brokers' profiles and with the items they follow. First argument: who does it."""

from matchmaker.brokers.services.assigning import (
    assign_by_rule,
    assign_item,
    decline_assignment,
    reassign_item,
    release_due,
    release_item,
    sweep_due,
)
from matchmaker.brokers.services.helping import accept_help, ask_help, decline_help
from matchmaker.brokers.services.planning import add_absence, add_rule, remove_absence, remove_rule
from matchmaker.brokers.services.profile import (
    EDITABLE,
    confirm_broker,
    create_broker,
    remind_due,
    restore_broker,
    return_for_revision,
    revise_broker,
    save_broker,
    set_certificate,
    submit_broker,
    suspend_broker,
    verify_broker,
)

__all__ = [
    "EDITABLE",
    "accept_help",
    "add_absence",
    "add_rule",
    "ask_help",
    "assign_by_rule",
    "assign_item",
    "confirm_broker",
    "create_broker",
    "decline_assignment",
    "decline_help",
    "reassign_item",
    "release_due",
    "release_item",
    "remind_due",
    "remove_absence",
    "remove_rule",
    "restore_broker",
    "return_for_revision",
    "revise_broker",
    "save_broker",
    "set_certificate",
    "submit_broker",
    "suspend_broker",
    "sweep_due",
    "verify_broker",
]

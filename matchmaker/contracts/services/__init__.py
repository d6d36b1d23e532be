"""Everything that changes a contract: drafting and signing, delivery with its checks, payments, the clock."""

from matchmaker.contracts.services.amending import (
    accept_amendment,
    decline_amendment,
    propose_amendment,
    withdraw_amendment,
)
from matchmaker.contracts.services.delivery import (
    accept_milestone,
    add_deliverable,
    deliver_milestone,
    record_measurements,
    remind_due,
    remove_deliverable,
    return_milestone,
    start_milestone,
)
from matchmaker.contracts.services.ending import complete_contract, lapse_due, terminate_contract
from matchmaker.contracts.services.payments import invoice, record_payment, waive
from matchmaker.contracts.services.racing import decide_stage
from matchmaker.contracts.services.signing import (
    draft_contract,
    record_registration,
    request_signatures,
    revise_contract,
    save_contract,
    sign_contract,
)

__all__ = [
    "accept_amendment",
    "accept_milestone",
    "add_deliverable",
    "complete_contract",
    "decide_stage",
    "decline_amendment",
    "deliver_milestone",
    "draft_contract",
    "invoice",
    "lapse_due",
    "propose_amendment",
    "record_measurements",
    "record_payment",
    "record_registration",
    "remind_due",
    "remove_deliverable",
    "request_signatures",
    "return_milestone",
    "revise_contract",
    "save_contract",
    "sign_contract",
    "start_milestone",
    "terminate_contract",
    "waive",
    "withdraw_amendment",
]

"""How a contract ends: settled, terminated, or never signed."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.contracts.events import ContractCompleted, ContractEliminated, ContractTerminated
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.services.amending import lapse_open
from matchmaker.contracts.vocabulary import NOTE_LIMIT, ContractStatus, MilestoneStatus
from matchmaker.contracts.workflow import MILESTONE_WORKFLOW, WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.events import publish

_OVER = (MilestoneStatus.ACCEPTED, MilestoneStatus.CANCELLED)


def complete_contract(actor: Actor, contract: Contract) -> None:
    """Everything is accepted, measured and settled."""
    with db.session.no_autoflush:
        WORKFLOW.apply(contract, "complete", actor)
        contract.completed_at = clock.now()
    lapse_open(contract)
    publish(ContractCompleted(contract.id))


def terminate_contract(actor: Actor, contract: Contract, note: str) -> None:
    """End it early; what is not accepted is cancelled, what is due stays due."""
    _end(actor, contract, note)
    publish(ContractTerminated(contract.id))


def eliminate_contract(contract: Contract, note: str) -> None:
    """Its team leaves a race: ended without fault, what is accepted is paid."""
    _end(SYSTEM, contract, note)
    contract.is_eliminated = True
    publish(ContractEliminated(contract.id))


def _end(actor: Actor, contract: Contract, note: str) -> None:
    contract.ended_reason = note.strip()[:NOTE_LIMIT]
    WORKFLOW.apply(contract, "terminate", actor, note)
    lapse_open(contract)
    for milestone in contract.milestones:
        if milestone.status not in _OVER:
            MILESTONE_WORKFLOW.apply(milestone, "cancel", SYSTEM)


def terminate_after_failures(milestone: Milestone) -> None:
    """A milestone has failed as often as the rules of the call allow."""
    sentence = _(
        "里程碑 %(n)s 考核 %(fails)s 次不通过，按规则终止。", n=milestone.position + 1, fails=milestone.fails
    )
    terminate_contract(SYSTEM, milestone.contract, sentence)


def lapse_due() -> int:
    """End what was not signed in the days the rules give; returns how many. May be repeated."""
    unsigned = Contract.status.in_((ContractStatus.DRAFTING, ContractStatus.SIGNING))
    found = db.session.scalars(
        select(Contract).where(unsigned, Contract.signing_until < clock.today()).order_by(Contract.id)
    ).all()
    for contract in found:
        terminate_contract(SYSTEM, contract, _("超过签约期限没有签约。"))
    return len(found)

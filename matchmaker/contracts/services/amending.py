"""Changes of a running contract: proposed by one side, answered by the other, applied in one transaction."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from matchmaker.contracts.amendments import Step, as_rows, changeable, is_stale, problems, steps_of
from matchmaker.contracts.events import AmendmentAccepted, AmendmentDeclined, AmendmentProposed
from matchmaker.contracts.models import Amendment, Contract, Milestone
from matchmaker.contracts.policy import POLICY, ContractPermission
from matchmaker.contracts.vocabulary import NAME_LIMIT, NOTE_LIMIT, AmendmentStatus
from matchmaker.contracts.workflow import AMENDMENT_WORKFLOW, MILESTONE_WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.events import publish


def propose_amendment(
    actor: Actor, contract: Contract, steps: tuple[Step, ...], amount: int | None, ends_on: date | None,
    reason: str, version: int | None = None,
) -> Amendment:  # fmt: skip
    """Ask the other side for these steps, amount and end. One open request per contract, else `Conflict`."""
    POLICY.require(actor, ContractPermission.AMEND, contract)
    if version is not None and version != contract.version:
        raise Conflict
    errors = problems(contract, steps, amount, ends_on)
    if not reason.strip() or len(reason) > NOTE_LIMIT:
        errors["reason"] = _("请写明变更理由，最多 %(limit)s 字。", limit=NOTE_LIMIT)
    if errors:
        raise GuardFailed(errors=errors)
    made = Amendment(
        requested_by_id=actor.organization_id, requester_name=actor.name[:NAME_LIMIT],
        reason=reason.strip(), before=as_rows(steps_of(contract)), after=as_rows(steps),
        before_amount=contract.amount, after_amount=amount, before_ends_on=contract.ends_on, after_ends_on=ends_on,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            contract.amendments.append(made)
    except IntegrityError as error:
        raise Conflict(_("已有一份变更申请等待答复，请先答复或撤回。")) from error
    audit.record("amendment", made.id, "propose", actor, after=made.status)
    _note(actor, made, "propose")
    publish(AmendmentProposed(made.id))
    return made


def accept_amendment(actor: Actor, amendment: Amendment) -> None:
    """Apply it; numbered from 1 within its contract. `Conflict` when a row it speaks of has changed meanwhile."""
    contract = amendment.contract
    with db.session.no_autoflush:
        AMENDMENT_WORKFLOW.apply(amendment, "accept", actor)
        if is_stale(amendment):
            raise Conflict(_("提出以后里程碑有了变化，请对方撤回后按现状重新提出。"))
        numbers = [one.number for one in contract.amendments if one.number is not None]
        amendment.number = max(numbers, default=0) + 1
        amendment.answerer_name, amendment.answered_at = actor.name[:NAME_LIMIT], clock.now()
        _change(contract, [Step(**row) for row in amendment.after])
        contract.amount, contract.ends_on = amendment.after_amount, amendment.after_ends_on
        contract.updated_at = clock.now()
    db.session.flush()
    _note(actor, amendment, "accept")
    publish(AmendmentAccepted(amendment.id))


def _change(contract: Contract, steps: list[Step]) -> None:
    wanted = {one.milestone: one for one in steps if one.milestone is not None}
    for milestone in changeable(contract):
        step = wanted.get(milestone.id)
        if step is None:
            MILESTONE_WORKFLOW.apply(milestone, "cancel", SYSTEM)
            milestone.amount = 0  # its money went into the other steps; the amendment keeps what it was
        else:
            _fill(milestone, step)
    for step in steps:
        if step.milestone is None:
            position = max((one.position for one in contract.milestones), default=-1) + 1
            contract.milestones.append(_fill(Milestone(position=position), step))


def _fill(milestone: Milestone, step: Step) -> Milestone:
    day = date.fromisoformat(step.due_on)
    if milestone.due_on != day:
        milestone.reminded_on = None  # a new day is reminded of anew
    milestone.title, milestone.due_on = step.title, day
    milestone.amount, milestone.evidence_wanted = step.amount, step.evidence
    return milestone


def decline_amendment(actor: Actor, amendment: Amendment, note: str) -> None:
    """The contract stays as it is."""
    _close(actor, amendment, "decline", note)
    publish(AmendmentDeclined(amendment.id))


def withdraw_amendment(actor: Actor, amendment: Amendment) -> None:
    """The side that asked takes it back."""
    _close(actor, amendment, "withdraw")


def lapse_open(contract: Contract) -> None:
    """The contract has ended, and with it what was still asked for."""
    for amendment in contract.amendments:
        if amendment.status is AmendmentStatus.PROPOSED:
            _close(SYSTEM, amendment, "lapse")


def _close(actor: Actor, amendment: Amendment, action: str, note: str = "") -> None:
    with db.session.no_autoflush:
        AMENDMENT_WORKFLOW.apply(amendment, action, actor, note)
        amendment.answer, amendment.answered_at = note.strip()[:NOTE_LIMIT], clock.now()
    _note(actor, amendment, action)


def _note(actor: Actor, amendment: Amendment, action: str) -> None:
    """Changes also stand in the trail of the contract."""
    told = {"amendment": amendment.id, "number": amendment.number}
    if action == "accept":
        told |= {"amount_before": amendment.before_amount, "amount": amendment.after_amount}
    audit.record("contract", amendment.contract_id, f"amendment_{action}", actor, details=told)

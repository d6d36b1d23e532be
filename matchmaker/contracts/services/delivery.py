"""Milestones: evidence, delivery, the sponsor's check, and the measured values of the acceptance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from matchmaker.bids.content import Response
from matchmaker.contracts.events import (
    MilestoneAccepted,
    MilestoneComingDue,
    MilestoneDelivered,
    MilestoneOverdue,
    MilestoneReturned,
)
from matchmaker.contracts.models import Contract, Deliverable, Milestone, Settlement
from matchmaker.contracts.policy import MILESTONE_POLICY, POLICY, ContractPermission, MilestonePermission
from matchmaker.contracts.services.ending import terminate_after_failures
from matchmaker.contracts.services.signing import StoredUpload
from matchmaker.contracts.vocabulary import EVIDENCE_LIMIT, MOST_FILES, ContractStatus, MilestoneStatus
from matchmaker.contracts.workflow import MILESTONE_WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish

REMIND_DAYS_BEFORE = 7
UNDER_WAY = (MilestoneStatus.PLANNED, MilestoneStatus.IN_PROGRESS, MilestoneStatus.REWORK)


def start_milestone(actor: Actor, milestone: Milestone) -> None:
    MILESTONE_WORKFLOW.apply(milestone, "start", actor)


def add_deliverable(actor: Actor, milestone: Milestone, upload: StoredUpload) -> Deliverable:
    """Add a proof while the work goes on."""
    MILESTONE_POLICY.require(actor, MilestonePermission.DELIVER, milestone)
    if milestone.status not in UNDER_WAY:
        raise IllegalTransition(_("这个里程碑已经提交考核，不能再改证据。"))
    if len(milestone.deliverables) >= MOST_FILES:
        raise GuardFailed(errors={"file": _("最多 %(most)s 个附件，请先移除不需要的。", most=MOST_FILES)})
    file = Deliverable(uploaded_by_id=actor.user_id, **upload.as_columns())
    milestone.deliverables.append(file)
    db.session.flush()
    _note(actor, milestone, "upload", {"sha256": file.sha256})
    return file


def remove_deliverable(actor: Actor, milestone: Milestone, number: int) -> str:
    """Take a proof back before the check; returns the key whose bytes the caller removes after the commit."""
    MILESTONE_POLICY.require(actor, MilestonePermission.DELIVER, milestone)
    file = next((one for one in milestone.deliverables if one.id == number), None)
    if file is None or milestone.status not in UNDER_WAY:
        raise IllegalTransition
    milestone.deliverables.remove(file)
    _note(actor, milestone, "remove", {"sha256": file.sha256})
    return file.storage_key


def deliver_milestone(actor: Actor, milestone: Milestone, report: str) -> None:
    """Hand in for the check, with what was reached in words and at least one proof."""
    if len(report) > EVIDENCE_LIMIT:
        words = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=EVIDENCE_LIMIT, length=len(report))
        raise GuardFailed(errors={"report": words})
    MILESTONE_POLICY.require(actor, MilestonePermission.DELIVER, milestone)
    with db.session.no_autoflush:
        if milestone.status in UNDER_WAY:
            milestone.report, milestone.delivered_at = report, clock.now()
        MILESTONE_WORKFLOW.apply(milestone, "deliver", actor)
    _note(actor, milestone, "deliver", {})
    publish(MilestoneDelivered(milestone.id))


def accept_milestone(actor: Actor, milestone: Milestone) -> None:
    """Passed: its payment is due from now on."""
    with db.session.no_autoflush:
        MILESTONE_WORKFLOW.apply(milestone, "accept", actor)
        milestone.accepted_at = clock.now()
        milestone.settlement = Settlement(amount=milestone.amount)
    _note(actor, milestone, "accept", {"amount": milestone.amount})
    publish(MilestoneAccepted(milestone.id))


def return_milestone(actor: Actor, milestone: Milestone, note: str) -> None:
    """Not passed. After as many failed checks as the rules allow the contract ends."""
    MILESTONE_WORKFLOW.apply(milestone, "request_rework", actor, note)
    milestone.fails += 1
    _note(actor, milestone, "return", {"fails": milestone.fails, "why": note})
    publish(MilestoneReturned(milestone.id))
    if milestone.fails >= milestone.contract.fail_limit:
        terminate_after_failures(milestone)


def _note(actor: Actor, milestone: Milestone, action: str, details: dict[str, Any]) -> None:
    """What happens to a milestone also stands in the trail of its contract."""
    told = details | {"milestone": milestone.position + 1}
    audit.record("contract", milestone.contract_id, f"milestone_{action}", actor, details=told)


def record_measurements(
    actor: Actor, contract: Contract, measured: Iterable[Response], version: int | None = None
) -> None:
    """The real end user's measured values, figure by figure, with the report that proves each."""
    POLICY.require(actor, ContractPermission.MEASURE, contract)
    if version is not None and version != contract.version:
        raise Conflict
    contract.measurements = [asdict(one) for one in measured]
    audit.record("contract", contract.id, "measure", actor)


def remind_due() -> int:
    """Tell both sides once in the week before a milestone's day, and once when the day has passed."""
    today = clock.today()
    is_coming = and_(Milestone.due_on >= today, Milestone.reminded_on.is_(None))
    is_late = and_(
        Milestone.due_on < today,
        or_(Milestone.reminded_on.is_(None), Milestone.reminded_on <= Milestone.due_on),
    )
    due = (
        Contract.status == ContractStatus.ACTIVE,
        Milestone.status.in_(UNDER_WAY),
        Milestone.due_on <= today + timedelta(days=REMIND_DAYS_BEFORE),
        or_(is_coming, is_late),
    )
    found = db.session.scalars(select(Milestone).join(Milestone.contract).where(*due)).all()
    for milestone in found:
        milestone.reminded_on = today
        _note(SYSTEM, milestone, "remind", {})
        is_over = milestone.due_on < today
        publish(MilestoneOverdue(milestone.id) if is_over else MilestoneComingDue(milestone.id))
    return len(found)

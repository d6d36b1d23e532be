"""Payments of accepted milestones."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from matchmaker.contracts.models import Settlement
from matchmaker.contracts.policy import SETTLEMENT_POLICY, SettlementPermission
from matchmaker.contracts.vocabulary import NAME_LIMIT, SettlementStatus
from matchmaker.contracts.workflow import SETTLEMENT_WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed


def invoice(actor: Actor, settlement: Settlement, number: str) -> None:
    """The contractor has sent an invoice."""
    SETTLEMENT_POLICY.require(actor, SettlementPermission.INVOICE, settlement)
    if len(number) > NAME_LIMIT:
        raise GuardFailed(errors={"invoice_number": _("最多 %(limit)s 字。", limit=NAME_LIMIT)})
    with db.session.no_autoflush:
        if settlement.status is SettlementStatus.DUE:
            settlement.invoice_number = number.strip()
        SETTLEMENT_WORKFLOW.apply(settlement, "invoice", actor)
    _note(actor, settlement, "invoice", {"number": settlement.invoice_number})


def record_payment(actor: Actor, settlement: Settlement, paid_on: date | None) -> None:
    """The sponsor has paid; the whole amount at once."""
    SETTLEMENT_POLICY.require(actor, SettlementPermission.PAY, settlement)
    if paid_on is None or paid_on > clock.today():
        raise GuardFailed(errors={"paid_on": _("请填写付款日期，不能晚于今天。")})
    with db.session.no_autoflush:
        SETTLEMENT_WORKFLOW.apply(settlement, "record_payment", actor)
        settlement.paid_on = paid_on
    _note(actor, settlement, "pay", {"amount": settlement.amount, "on": paid_on.isoformat()})


def waive(actor: Actor, settlement: Settlement, note: str) -> None:
    """The contractor gives up the claim, with the reason."""
    SETTLEMENT_WORKFLOW.apply(settlement, "waive", actor, note)
    _note(actor, settlement, "waive", {"amount": settlement.amount, "why": note})


def _note(actor: Actor, settlement: Settlement, action: str, details: dict[str, Any]) -> None:
    """Payments stand in the trail of the contract."""
    told = details | {"milestone": settlement.milestone.position + 1}
    audit.record("contract", settlement.milestone.contract_id, action, actor, details=told)

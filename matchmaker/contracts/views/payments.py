"""Invoices, payments and waivers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from matchmaker.contracts import services
from matchmaker.contracts.forms import InvoiceForm, PaymentForm
from matchmaker.contracts.models import Settlement
from matchmaker.contracts.policy import SettlementPermission
from matchmaker.contracts.views.blueprint import act, blueprint, load_settlement
from matchmaker.contracts.views.public import detail_page
from matchmaker.web.forms import BaseForm, NoteForm
from matchmaker.web.security import current_actor, requires

ON_PAYMENT = "/<public_id>/payments/<int:number>"


def _act(settlement: Settlement, form: BaseForm, step: Any, done: str) -> Any:
    contract, at = settlement.milestone.contract, settlement.milestone_id
    return act(contract, form, step, done, lambda: detail_page(contract, form, at))


@blueprint.post(f"{ON_PAYMENT}/invoice")
@requires(SettlementPermission.INVOICE, load_settlement)
def invoice(settlement: Settlement) -> Any:
    form = InvoiceForm()
    return _act(
        settlement,
        form,
        lambda: services.invoice(current_actor(), settlement, form.invoice_number.data or ""),
        _("发票已登记。"),
    )


@blueprint.post(f"{ON_PAYMENT}/record-payment")
@requires(SettlementPermission.PAY, load_settlement)
def record_payment(settlement: Settlement) -> Any:
    form = PaymentForm()
    return _act(
        settlement,
        form,
        lambda: services.record_payment(current_actor(), settlement, form.paid_on.data),
        _("付款已登记。"),
    )


@blueprint.post(f"{ON_PAYMENT}/waive")
@requires(SettlementPermission.WAIVE, load_settlement)
def waive(settlement: Settlement) -> Any:
    form = NoteForm()
    return _act(
        settlement,
        form,
        lambda: services.waive(current_actor(), settlement, form.note.data or ""),
        _("已免付。"),
    )

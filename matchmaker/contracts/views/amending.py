"""Asking for a change of a running contract, and its answer."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.contracts import queries, services
from matchmaker.contracts.amendments import fixed_amount
from matchmaker.contracts.forms import AmendmentForm
from matchmaker.contracts.models import Amendment, Contract
from matchmaker.contracts.policy import AmendmentPermission, ContractPermission
from matchmaker.contracts.views.blueprint import act, blueprint, load_contract
from matchmaker.contracts.views.public import detail_page
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.web.actions import take_step
from matchmaker.web.forms import NoteForm
from matchmaker.web.security import current_actor, requires

ON_AMENDMENT = "/<public_id>/amendments/<int:number>"


def load_amendment(actor: Actor, public_id: str, number: int) -> Amendment:
    return queries.amendment_of(queries.get(actor, public_id), number)


@blueprint.get("/<public_id>/amendments/new")
@requires(ContractPermission.AMEND, load_contract)
def new_amendment(contract: Contract) -> str:
    return _form_page(contract, AmendmentForm.of(contract))


def _form_page(contract: Contract, form: AmendmentForm) -> str:
    return render_template(
        "contracts/amend.html",
        contract=contract,
        form=form,
        fixed=fixed_amount(contract),
    )


@blueprint.post("/<public_id>/amendments/new")
@requires(ContractPermission.AMEND, load_contract)
def propose_amendment(contract: Contract) -> Any:
    """Rows may be added and moved first; what cannot be asked for stays on the page."""
    form = AmendmentForm.of(contract)
    if form.steps.was_edited:
        return _form_page(contract, form)
    return take_step(
        form,
        lambda: services.propose_amendment(
            current_actor(), contract, tuple(form.steps.data), form.amount.data, form.ends_on.data,
            form.reason.data or "", form.given_version(),
        ),
        _("变更申请已送对方，等对方答复。"),
        url_for(".detail", public_id=contract.public_id),
        lambda: _form_page(contract, form),
    )  # fmt: skip


def _act(amendment: Amendment, form: NoteForm, step: Any, done: str) -> Any:
    contract = amendment.contract
    return act(contract, form, step, done, lambda: detail_page(contract, form))


@blueprint.post(f"{ON_AMENDMENT}/accept")
@requires(AmendmentPermission.ANSWER, load_amendment)
def accept_amendment(amendment: Amendment) -> Any:
    return _act(
        amendment,
        NoteForm(),
        lambda: services.accept_amendment(current_actor(), amendment),
        _("变更已生效，补充协议已生成。"),
    )


@blueprint.post(f"{ON_AMENDMENT}/decline")
@requires(AmendmentPermission.ANSWER, load_amendment)
def decline_amendment(amendment: Amendment) -> Any:
    form = NoteForm()
    return _act(
        amendment,
        form,
        lambda: services.decline_amendment(current_actor(), amendment, form.note.data or ""),
        _("已答复不同意，理由已告知对方。"),
    )


@blueprint.post(f"{ON_AMENDMENT}/withdraw")
@requires(AmendmentPermission.WITHDRAW, load_amendment)
def withdraw_amendment(amendment: Amendment) -> Any:
    return _act(
        amendment,
        NoteForm(),
        lambda: services.withdraw_amendment(current_actor(), amendment),
        _("变更申请已撤回。"),
    )


@blueprint.get(f"{ON_AMENDMENT}/print")
@requires(AmendmentPermission.READ, load_amendment)
def print_amendment(amendment: Amendment) -> str:
    """补充协议 for paper."""
    return render_template("contracts/amendment_print.html", one=amendment, printed_at=clock.now())

"""The draft, making it final, signatures, registration, and the ends."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from matchmaker.awards.models import Award
from matchmaker.contracts import services
from matchmaker.contracts.forms import ContractForm, RegistrationForm, SignatureForm
from matchmaker.contracts.models import Contract
from matchmaker.contracts.policy import ContractPermission
from matchmaker.contracts.views.blueprint import act, blueprint, load_award, load_contract
from matchmaker.contracts.views.public import detail_page
from matchmaker.kernel.errors import Conflict, GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.forms import NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import EVIDENCE, save_upload


@blueprint.post("/of/<public_id>/draft")
@requires(ContractPermission.DESK, load_award)
def draft_anew(award: Award) -> Any:
    """After a contract was ended before its signatures: a fresh draft from the same bid."""
    with transaction():
        public_id = services.draft_contract(award).public_id
    flash_ok(_("已按申报书重新起草。"))
    return see_other(url_for(".detail", public_id=public_id))


@blueprint.get("/<public_id>/edit")
@requires(ContractPermission.EDIT, load_contract)
def edit(contract: Contract) -> Any:
    return _form_page(contract, ContractForm.of(contract))


def _form_page(contract: Contract, form: ContractForm, status: int = 200) -> Any:
    return render_template("contracts/form.html", contract=contract, form=form), status


@blueprint.post("/<public_id>/edit")
@requires(ContractPermission.EDIT, load_contract)
def save(contract: Contract) -> Any:
    """Save the draft; what cannot be saved stays on the page."""
    form, public_id = ContractForm.of(contract), contract.public_id
    if not form.validate():
        return _form_page(contract, form, 200 if form.milestones.was_edited and not form.errors else 422)
    try:
        with transaction():
            services.save_contract(
                current_actor(), contract, form.values(), tuple(form.milestones.data), form.given_version()
            )
    except Conflict as conflict:
        form.form_errors.append(str(conflict.message))
        form.renew_version(contract.version)
        return _form_page(contract, form, 409)
    except GuardFailed as failure:
        form.accept_errors(failure)
        return _form_page(contract, form, 422)
    flash_ok(_("已保存。"))
    return see_other(url_for(".detail", public_id=public_id))


@blueprint.post("/<public_id>/request-signatures")
@requires(ContractPermission.EDIT, load_contract)
def request_signatures(contract: Contract) -> Any:
    form = NoteForm()
    return act(
        contract,
        form,
        lambda: services.request_signatures(current_actor(), contract),
        _("已定稿，请双方打印、签字盖章，再上传扫描件。"),
        lambda: detail_page(contract, form),
    )


@blueprint.post("/<public_id>/revise")
@requires(ContractPermission.SIGN, load_contract)
def revise(contract: Contract) -> Any:
    form = NoteForm()
    return act(
        contract,
        form,
        lambda: services.revise_contract(current_actor(), contract, form.note.data or ""),
        _("已退回修改。"),
        lambda: detail_page(contract, form),
    )


@blueprint.post("/<public_id>/sign")
@requires(ContractPermission.SIGN, load_contract)
def sign(contract: Contract) -> Any:
    form = SignatureForm()

    def run() -> None:
        chosen = form.file.data
        upload = save_upload(chosen, "file", EVIDENCE) if chosen and chosen.filename else None
        services.sign_contract(
            current_actor(), contract, form.signer_name.data or "", form.signed_on.data, upload
        )

    return act(contract, form, run, _("签字已登记。"), lambda: detail_page(contract, form))


@blueprint.post("/<public_id>/register")
@requires(ContractPermission.REGISTER, load_contract)
def register(contract: Contract) -> Any:
    form = RegistrationForm()
    return act(
        contract,
        form,
        lambda: services.record_registration(current_actor(), contract, form.number.data or ""),
        _("登记编号已保存。"),
        lambda: detail_page(contract, form),
    )


@blueprint.post("/<public_id>/complete")
@requires(ContractPermission.COMPLETE, load_contract)
def complete(contract: Contract) -> Any:
    form = NoteForm()
    return act(
        contract,
        form,
        lambda: services.complete_contract(current_actor(), contract),
        _("合同已验收结清。"),
        lambda: detail_page(contract, form),
    )


@blueprint.post("/<public_id>/terminate")
@requires(ContractPermission.TERMINATE, load_contract)
def terminate(contract: Contract) -> Any:
    form = NoteForm()
    return act(
        contract,
        form,
        lambda: services.terminate_contract(current_actor(), contract, form.note.data or ""),
        _("合同已终止，双方已收到理由。"),
        lambda: detail_page(contract, form),
    )

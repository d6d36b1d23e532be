"""The own contracts, one contract, its documents."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.contracts import queries
from matchmaker.contracts.document import contract_document
from matchmaker.contracts.forms import (
    DeliverForm,
    EvidenceForm,
    InvoiceForm,
    PaymentForm,
    RegistrationForm,
    SignatureForm,
)
from matchmaker.contracts.models import Contract
from matchmaker.contracts.pdf import contract_pdf
from matchmaker.contracts.policy import ContractPermission
from matchmaker.contracts.schedule import draft_problems, measured_rows, subsidy, sums, unfinished
from matchmaker.contracts.views.blueprint import blueprint, load_contract
from matchmaker.kernel import clock
from matchmaker.kernel.pagination import Page, page_number
from matchmaker.web.calendar_files import Entry, calendar_response, end_of
from matchmaker.web.forms import BaseForm
from matchmaker.web.responses import as_download, csv_response
from matchmaker.web.security import current_actor, login_only, requires
from matchmaker.web.uploads import DOCX, PDF


@blueprint.get("/")
@login_only
def mine() -> str:
    """Contracts of the actor's unit on either side; for staff all."""
    actor = current_actor()
    is_party = actor.is_staff or actor.organization_id is not None
    page = queries.listed(actor, page_number(request.args.get("page"))) if is_party else Page((), 0)
    return render_template("contracts/mine.html", page=page, sums=sums)


@blueprint.get("/<public_id>")
@requires(ContractPermission.READ, load_contract)
def detail(contract: Contract) -> str:
    return detail_page(contract)


def detail_page(contract: Contract, form: BaseForm | None = None, at: int | None = None) -> str:
    """``form`` was refused, of the milestone ``at`` or of the contract itself."""

    def given(kind: type[BaseForm]) -> BaseForm:
        return form if isinstance(form, kind) else kind(formdata=None)

    money = sums(contract)
    return render_template(
        "contracts/detail.html",
        contract=contract,
        sums=money,
        rows=measured_rows(contract),
        gaps=draft_problems(contract),
        unfinished=unfinished(contract),
        subsidy=subsidy(money.paid, contract.subsidy_percent, contract.subsidy_cap_amount),
        today=clock.today(),
        form=form,
        at=at,
        signature_form=given(SignatureForm),
        registration_form=given(RegistrationForm),
        deliver_form=given(DeliverForm),
        evidence_form=given(EvidenceForm),
        invoice_form=given(InvoiceForm),
        payment_form=given(PaymentForm),
    )


@blueprint.get("/<public_id>/contract.docx")
@requires(ContractPermission.READ, load_contract)
def document(contract: Contract) -> Response:
    name = _("技术合同-%(number)s.docx", number=contract.public_id)
    return as_download(contract_document(contract), DOCX, name)


@blueprint.get("/<public_id>/contract.pdf")
@requires(ContractPermission.READ, load_contract)
def pdf(contract: Contract) -> Response:
    name = _("技术合同-%(number)s.pdf", number=contract.public_id)
    return as_download(contract_pdf(contract), PDF, name)


@blueprint.get("/<public_id>/print")
@requires(ContractPermission.READ, load_contract)
def print_view(contract: Contract) -> str:
    """任务书 for paper."""
    return render_template(
        "contracts/print.html", contract=contract, rows=measured_rows(contract), printed_at=clock.now()
    )


@blueprint.get("/<public_id>/dates.ics")
@requires(ContractPermission.READ, load_contract)
def dates(contract: Contract) -> Response:
    """Every milestone's day, for the reader's calendar."""
    page = url_for(".detail", public_id=contract.public_id, _external=True)
    entries = [
        Entry(f"{contract.public_id}-{one.position}", end_of(one.due_on), one.title, page)
        for one in contract.milestones
    ]
    return calendar_response(contract.public_id, entries)


@blueprint.get("/<public_id>/registration.csv")
@requires(ContractPermission.READ, load_contract)
def registration(contract: Contract) -> Response:
    """What the registration office asks (技术合同认定登记), in its order."""
    header = [_("登记编号"), _("项目名称"), _("合同类别"), _("签订日期"), _("有效期限"), _("买方名称"), _("买方代码"), _("买方行政区划"),
              _("卖方名称"), _("卖方代码"), _("卖方行政区划"), _("合同总额（元）"), _("技术领域")]  # fmt: skip
    row: list[Any] = [
        contract.registration_number, contract.title, contract.kind.label, contract.signed_on,
        f"{contract.starts_on or ''}/{contract.ends_on or ''}", contract.sponsor.name, contract.sponsor.credit_code,
        contract.sponsor.region_code, contract.contractor.name, contract.contractor.credit_code,
        contract.contractor.region_code, f"{contract.amount / 100:.2f}", contract.challenge.domain_code,
    ]  # fmt: skip
    return csv_response(_("技术合同登记-%(number)s", number=contract.public_id), header, iter([row]))

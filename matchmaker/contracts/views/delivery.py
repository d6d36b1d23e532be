"""Milestones: start, evidence, delivery, the check; and the measured values."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.contracts import services
from matchmaker.contracts.forms import DeliverForm, EvidenceForm, measurement_form
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.policy import ContractPermission, MilestonePermission
from matchmaker.contracts.views.blueprint import act, blueprint, load_contract, load_milestone, load_with_file
from matchmaker.contracts.views.public import detail_page
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.web.actions import take_step
from matchmaker.web.forms import BaseForm, NoteForm
from matchmaker.web.responses import flash_ok, see_other
from matchmaker.web.security import current_actor, requires
from matchmaker.web.uploads import DOCUMENTS, remove_stored, save_upload

ON_MILESTONE = "/<public_id>/milestones/<int:number>"


def _act(milestone: Milestone, form: BaseForm, step: Any, done: str) -> Any:
    contract = milestone.contract
    return act(contract, form, step, done, lambda: detail_page(contract, form, milestone.id))


@blueprint.post(f"{ON_MILESTONE}/start")
@requires(MilestonePermission.DELIVER, load_milestone)
def start(milestone: Milestone) -> Any:
    return _act(
        milestone, BaseForm(), lambda: services.start_milestone(current_actor(), milestone), _("已开始。")
    )


@blueprint.post(f"{ON_MILESTONE}/files")
@requires(MilestonePermission.DELIVER, load_milestone)
def upload(milestone: Milestone) -> Any:
    form = EvidenceForm()

    def run() -> None:
        chosen = form.file.data
        if not chosen or not chosen.filename:
            raise GuardFailed(errors={"file": _("请选择一个文件。")})
        services.add_deliverable(current_actor(), milestone, save_upload(chosen, "file", DOCUMENTS))

    return _act(milestone, form, run, _("证据已上传。"))


@blueprint.post(f"{ON_MILESTONE}/files/<int:file>/remove")
@requires(MilestonePermission.DELIVER, load_with_file)
def remove_file(milestone: Milestone) -> Any:
    public_id = milestone.contract.public_id
    with transaction():
        number = int((request.view_args or {})["file"])
        key = services.remove_deliverable(current_actor(), milestone, number)
    remove_stored(key)
    flash_ok(_("证据已移除。"))
    return see_other(url_for(".detail", public_id=public_id))


@blueprint.post(f"{ON_MILESTONE}/deliver")
@requires(MilestonePermission.DELIVER, load_milestone)
def deliver(milestone: Milestone) -> Any:
    form = DeliverForm()
    return _act(
        milestone,
        form,
        lambda: services.deliver_milestone(current_actor(), milestone, form.report.data or ""),
        _("已提交考核，等发榜方审核。"),
    )


@blueprint.post(f"{ON_MILESTONE}/accept")
@requires(MilestonePermission.CHECK, load_milestone)
def accept(milestone: Milestone) -> Any:
    return _act(
        milestone,
        NoteForm(),
        lambda: services.accept_milestone(current_actor(), milestone),
        _("考核通过，款项转为应付。"),
    )


@blueprint.post(f"{ON_MILESTONE}/request-rework")
@requires(MilestonePermission.CHECK, load_milestone)
def request_rework(milestone: Milestone) -> Any:
    form = NoteForm()
    return _act(
        milestone,
        form,
        lambda: services.return_milestone(current_actor(), milestone, form.note.data or ""),
        _("已退回整改，理由已告知揭榜方。"),
    )


@blueprint.get("/<public_id>/measurements")
@requires(ContractPermission.MEASURE, load_contract)
def measurements(contract: Contract) -> str:
    return _measure_page(contract, measurement_form(contract))


def _measure_page(contract: Contract, form: Any) -> str:
    return render_template("contracts/measure.html", contract=contract, form=form)


@blueprint.post("/<public_id>/measurements")
@requires(ContractPermission.MEASURE, load_contract)
def measure(contract: Contract) -> Any:
    form = measurement_form(contract)
    return take_step(
        form,
        lambda: services.record_measurements(
            current_actor(), contract, form.measured.data, form.given_version()
        ),
        _("测定值已保存。"),
        url_for(".detail", public_id=contract.public_id),
        lambda: _measure_page(contract, form),
    )

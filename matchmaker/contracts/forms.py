"""Forms of contracts, milestones and payments. Shape and wording, no business rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectMultipleField

from matchmaker.bids.content import Milestone as PlannedStep
from matchmaker.bids.fields import (
    MILESTONE_COLUMNS,
    ResponsesField,
    cells_of_money,
    milestones_field,
    read_milestone,
)
from matchmaker.contracts.amendments import Step, changeable, steps_of
from matchmaker.contracts.models import Contract, Milestone
from matchmaker.contracts.vocabulary import EVIDENCE_LIMIT, LIMITS, NAME_LIMIT, NOTE_LIMIT, ContractKind
from matchmaker.web.forms import (
    BaseForm,
    DayField,
    NoteForm,
    VersionedForm,
    WanField,
    area_field,
    enum_field,
    text_field,
)
from matchmaker.web.rows import Column, RowsField


class StageForm(BaseForm):
    """Who goes on in a race; with a reason for each team that may leave."""

    stage = HiddenField()
    going_on = SelectMultipleField(_l("继续的团队"), coerce=str, choices=[], validate_choice=False)

    @classmethod
    def of(cls, contracts: Sequence[Contract]) -> StageForm:
        """With a reason for each of these."""
        words = _l("淘汰的理由（会发给这个团队）")
        fields = {f"reason_{one.id}": area_field(words, NOTE_LIMIT) for one in contracts}
        made: StageForm = type("RaceStageForm", (cls,), fields)()
        return made

    def number(self) -> int:
        """Which milestone; 0 for anything odd."""
        return _number(str(self.stage.data or ""))

    def chosen(self) -> set[int]:
        return {_number(str(text)) for text in self.going_on.data or ()}

    def reasons(self) -> dict[int, str]:
        """By contract."""
        names = [name for name in self._fields if name.startswith("reason_")]
        return {int(name.removeprefix("reason_")): self[name].data or "" for name in names}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


class ContractForm(VersionedForm):
    """The draft; the amount stays what was bid."""

    kind = enum_field(_l("合同类别"), ContractKind)
    starts_on = DayField(_l("开始日期"))
    ends_on = DayField(_l("结束日期"))
    milestones = milestones_field()
    ip_terms = area_field(_l("知识产权约定"), LIMITS["ip_terms"])
    pledge = area_field(_l("军令状"), LIMITS["pledge"])

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """As the request fills it, else as the draft stands."""
        steps = [planned(one) for one in contract.milestones]
        form = cls(data={name: getattr(contract, name) for name in FIELDS} | {"milestones": steps})
        for name in (*FIELDS, "milestones"):
            form[name].flags.required = True
        if form.given_version() is None:
            form.renew_version(contract.version)
        return form

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in FIELDS}


FIELDS = ("kind", "starts_on", "ends_on", "ip_terms", "pledge")


def planned(milestone: Milestone) -> PlannedStep:
    return PlannedStep(
        milestone.title, milestone.due_on.isoformat(), milestone.amount, milestone.evidence_wanted
    )


class AmendmentForm(VersionedForm):
    """What a running contract shall say instead."""

    amount = WanField(_l("变更后的合同金额（万元）"))
    ends_on = DayField(_l("结束日期"))
    reason = area_field(_l("变更理由"), NOTE_LIMIT)

    @classmethod
    def of(cls, contract: Contract) -> Any:
        """As the request fills it, else as the contract stands; each row says which milestone it is."""
        known = [(str(one.id), f"{one.position + 1} {one.title}") for one in changeable(contract)]
        columns = (
            Column("milestone", _l("原里程碑"), choices=lambda: [("", _l("新增")), *known]),
            *MILESTONE_COLUMNS,
        )
        rows = RowsField(_l("里程碑与付款"), columns=columns, read=_read_step, cells_of=_cells_of_step)
        kind = type("ContractAmendmentForm", (cls,), {"steps": rows})
        given = {"amount": contract.amount, "ends_on": contract.ends_on, "steps": steps_of(contract)}
        form = kind(data=given)
        for name in ("amount", "ends_on", "reason", "steps"):
            form[name].flags.required = True
        if form.given_version() is None:
            form.renew_version(contract.version)
        return form


def _read_step(cells: dict[str, str]) -> tuple[Step | None, dict[str, str]]:
    made, errors = read_milestone(cells)
    number = _number(cells.get("milestone", "")) or None
    return Step(number, made.title, made.due_on, made.amount, made.evidence) if made else None, errors


def _cells_of_step(step: Step) -> dict[str, str]:
    planned_step = PlannedStep(step.title, step.due_on, step.amount, step.evidence)
    return cells_of_money(planned_step) | {"milestone": str(step.milestone or "")}


class SignatureForm(BaseForm):
    """One side's signature."""

    signer_name = text_field(_l("签字人"), NAME_LIMIT)
    signed_on = DayField(_l("签字日期"))
    file = FileField(_l("签字盖章的扫描件"))


class RegistrationForm(BaseForm):
    """技术合同认定登记."""

    number = text_field(_l("登记编号"), LIMITS["registration_number"], hint=_l("16 位数字。"))


class DeliverForm(BaseForm):
    """What was reached."""

    report = area_field(_l("完成情况"), EVIDENCE_LIMIT)


class EvidenceForm(BaseForm):
    """One proof."""

    file = FileField(_l("证据"))


class InvoiceForm(NoteForm):
    """An invoice was sent."""

    invoice_number = text_field(_l("发票号码"), NAME_LIMIT)


class PaymentForm(NoteForm):
    """A payment was made."""

    paid_on = DayField(_l("付款日期"))


def measurement_form(contract: Contract) -> Any:
    """A row for each figure of the challenge."""
    needs = [row.to_indicator() for row in contract.challenge.indicators]
    field = ResponsesField(_l("测定值"), needs=needs)
    kind = type("MeasurementForm", (VersionedForm,), {"measured": field})
    form = kind(data={"measured": contract.measured})
    if form.given_version() is None:
        form.renew_version(contract.version)
    return form

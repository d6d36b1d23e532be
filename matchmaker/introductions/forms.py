"""Answers, reasons and the contract."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from matchmaker.introductions.vocabulary import EXPLANATION_LIMIT, NOTE_LIMIT, NUMBER_LIMIT, ExitReason
from matchmaker.web.forms import BaseForm, DayField, Required, WanField, area_field, choices_of, text_field


class ExitForm(BaseForm):
    """Why a pair goes no further."""

    reason = SelectField(
        _l("理由"), choices=lambda: choices_of(ExitReason, _l("请选择")), validate_choice=False
    )
    explanation = area_field(_l("说明"), EXPLANATION_LIMIT)

    def chosen(self) -> ExitReason | None:
        known = {one.value for one in ExitReason}
        return ExitReason(self.reason.data) if self.reason.data in known else None


class ContractForm(BaseForm):
    """What the two have signed."""

    value = WanField(_l("合同金额（万元）"), [Required()])
    number = text_field(_l("登记编号"), NUMBER_LIMIT)
    signed_on = DayField(_l("签约日期"), [Required()])


class DeskNoteForm(BaseForm):
    """For brokers and staff only."""

    text = area_field(_l("备注"), NOTE_LIMIT, required=True)

"""Answers, reasons and the contract."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from matchmaker.introductions.vocabulary import EXPLANATION_LIMIT, ExitReason
from matchmaker.web.forms import BaseForm, area_field, choices_of


class ExitForm(BaseForm):
    """Why a pair goes no further."""

    reason = SelectField(
        _l("理由"), choices=lambda: choices_of(ExitReason, _l("请选择")), validate_choice=False
    )
    explanation = area_field(_l("说明"), EXPLANATION_LIMIT)

    def chosen(self) -> ExitReason | None:
        known = {one.value for one in ExitReason}
        return ExitReason(self.reason.data) if self.reason.data in known else None

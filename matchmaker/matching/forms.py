"""What a reader may say about a suggestion."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice

from matchmaker.web.forms import BaseForm, area_field

GRADES = ((4, _l("很合适")), (3, _l("较合适")), (2, _l("有一点关系")), (1, _l("不相关")))


class GiveFeedbackForm(BaseForm):
    """Grade, or "the reasons are wrong", with a sentence."""

    grade = RadioField(
        _l("合适程度"),
        choices=[
            SelectChoice("", _l("不评分")),
            *(SelectChoice(str(value), label) for value, label in GRADES),
        ],
        default="",
    )
    is_reason_wrong = BooleanField(_l("理由不准确"))
    note = area_field(_l("哪里不准确"), 500)

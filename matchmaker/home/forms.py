"""The form of the style guide: one field of each kind."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField

from matchmaker.web.forms import (
    BaseForm,
    Required,
    TagsField,
    WanField,
    area_field,
    checkbox_group,
    text_field,
)

MODES = (
    SelectChoice("joint", _l("合作开发")),
    SelectChoice("commission", _l("委托开发")),
    SelectChoice("licence", _l("技术许可")),
)


class SampleForm(BaseForm):
    """Shows every kind of field; nothing is stored."""

    title = text_field(_l("题目"), 80, required=True, hint=_l("说清对象、动作与程度。"))
    problem = area_field(_l("要解决的问题"), 500, required=True)
    amount = WanField(_l("榜额"))
    keywords = TagsField(_l("关键词"), description=_l("最多 5 个，用顿号隔开。"))
    industry = SelectField(
        _l("行业"), choices=[SelectChoice("", _l("请选择")), SelectChoice("C2614", "C2614")]
    )
    funding = RadioField(_l("出资方式"), [Required()], choices=list(MODES[:2]), validate_choice=False)
    modes = checkbox_group(_l("合作方式"), lambda: MODES)
    not_secret = BooleanField(_l("内容不涉及国家秘密"))

"""Forms of the profile, of screening, and of a request to an expert."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from stdnum import isni
from stdnum.exceptions import ValidationError as NumberError
from wtforms import HiddenField, StringField

from matchmaker.experts.models import Availability, Expert
from matchmaker.experts.services import EDITABLE
from matchmaker.experts.workflow import NEEDED
from matchmaker.taxonomy.forms import TermField, TermsField
from matchmaker.web.forms import BaseForm, NoteForm, TagsField, area_field, clean_text, enum_field, text_field

NEEDED_FIELDS = ({name for name, _label in NEEDED}) | {"employer_name"}


class OrcidField(StringField):
    """An ORCID iD, with or without its address; its data has the four groups."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = ""
        text = clean_text(valuelist[0]) if valuelist else ""
        bare = text.removeprefix("https://orcid.org/").removeprefix("http://orcid.org/")
        if not bare:
            return
        try:
            number = isni.validate(bare)
        except NumberError:
            raise ValueError(
                _("ORCID 不正确：应为 16 位，形如 0000-0002-1825-0097，末位是校验位。请对照 orcid.org 核对。")
            ) from None
        self.data = "-".join(number[place : place + 4] for place in range(0, 16, 4))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.data or ""


class ExpertForm(BaseForm):
    """The profile. What is typed here becomes public once it is screened."""

    version = HiddenField()
    name = text_field(_l("姓名"), 40, required=True)
    title = text_field(_l("职称"), 40, hint=_l("例如“教授”“正高级工程师”。"))
    position = text_field(_l("职务"), 60)
    degree = text_field(_l("学历学位"), 30)
    employer_name = text_field(_l("工作单位"), 80, hint=_l("加入机构后以机构名称为准。"))
    discipline_codes = TermsField(_l("学科"), scheme="discipline", most=3)
    industry_codes = TermsField(_l("熟悉的行业"), scheme="industry", most=5)
    keywords = TagsField(_l("研究方向关键词"), most=8, description=_l("最多 8 个，用顿号隔开。"))
    biography = area_field(
        _l("简介"), 1500, hint=_l("研究方向、做过的项目、能帮企业解决什么问题。不要写电话、邮箱。")
    )
    works = area_field(_l("代表成果"), 1500, hint=_l("每行一条：论文、专利、项目。"))
    orcid = OrcidField(_l("ORCID"), description=_l("16 位，会核对校验位。"))
    region_code = TermField(_l("所在地区"), scheme="region")
    availability = enum_field(_l("可预约"), Availability, blank=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_FIELDS:
            self[name].flags.required = True  # says 必填; a draft may leave it empty all the same

    @classmethod
    def of(cls, expert: Expert | None) -> ExpertForm:
        """The form as the request fills it, else as the profile stands."""
        return cls(obj=expert)

    def values(self) -> dict[str, Any]:
        values = {field.short_name: field.data for field in self if field.short_name in EDITABLE}
        values["availability"] = values["availability"] or Availability.OPEN
        return values


class AvailabilityForm(BaseForm):
    availability = enum_field(_l("可预约"), Availability, required=True, blank=None)


class ContactForm(BaseForm):
    """A message to an expert."""

    subject = text_field(_l("想请教什么"), 80, required=True)
    message = area_field(
        _l("说明"), 1000, required=True, hint=_l("背景、遇到的问题、希望怎样合作。请勿写涉密内容。")
    )
    reply_to = text_field(
        _l("怎样联系你"), 120, required=True, hint=_l("电话或邮箱，只给这位专家和分中心工作人员看。")
    )


class ReturnForm(NoteForm):
    """What to mend: in general and for single fields."""

    part_name = text_field(_l("姓名与单位"), 200)
    part_keywords = text_field(_l("学科与关键词"), 200)
    part_biography = text_field(_l("简介与代表成果"), 200)

"""Forms of assignment: whom, which rule, when away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField
from wtforms.validators import NumberRange, ValidationError

from matchmaker.brokers.assignment_queries import assignable
from matchmaker.brokers.items import Item
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import ItemKind
from matchmaker.extensions import db
from matchmaker.taxonomy.forms import TermField
from matchmaker.web.forms import BaseForm, DayField, Required, area_field, enum_field


def _number(text: Any) -> int | None:
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else None


def broker_field(label: Any) -> SelectField:
    """A drop-down over everybody who may get items; its data is an id or None."""
    return SelectField(
        label,
        [Required()],
        choices=lambda: [
            SelectChoice("", _l("请选择")),
            *(SelectChoice(one.id, one.name) for one in assignable()),
        ],
        coerce=_number,
    )


def chosen(field: SelectField) -> Broker:
    return db.session.get_one(Broker, field.data)


class AssignForm(BaseForm):
    broker = broker_field(_l("经纪人"))


class ReassignForm(AssignForm):
    note = area_field(_l("改派理由"), 500, required=True)


class RuleForm(AssignForm):
    item_kind = enum_field(_l("事项"), ItemKind, blank=_l("需求与成果"))
    domain_code = TermField(_l("技术领域"), scheme="domain", blank=_l("不限"))
    region_code = TermField(_l("地区"), scheme="region", blank=_l("不限"))
    priority = IntegerField(
        _l("优先级"),
        [NumberRange(1, 9, _l("请填 1 到 9 之间的整数。"))],
        default=1,
        description=_l("1 最先；同级按工作量均衡。"),
    )


class AbsenceForm(BaseForm):
    starts_on = DayField(_l("从"), [Required()])
    ends_on = DayField(_l("到"), [Required()])
    deputy = broker_field(_l("代班人"))

    def period(self) -> tuple[date, date]:
        """First and last day of a valid form."""
        first, last = self.starts_on.data, self.ends_on.data
        assert first is not None and last is not None, "both are required"
        return first, last


class HelpForm(BaseForm):
    """What a broker is asked; ``items`` are those of the asking organisation."""

    item = SelectField(_l("关于哪个事项"), choices=[], validate_choice=False)
    message = area_field(
        _l("想请他做什么"), 1000, required=True, hint=_l("不要写电话、邮箱；他接受后由平台联系。")
    )

    def __init__(self, items: Sequence[Item], **kw: Any) -> None:
        super().__init__(**kw)
        self.known = {f"{one.kind.value}-{one.id}": one for one in items}
        self.item.choices = [
            SelectChoice("", _l("不针对某个事项")),
            *(SelectChoice(key, one.title) for key, one in self.known.items()),
        ]

    def validate_item(self, field: SelectField) -> None:
        if field.data and field.data not in self.known:
            raise ValidationError(_("请选择本单位的需求或成果。"))

    def chosen_item(self) -> Item | None:
        return self.known.get(self.item.data or "")

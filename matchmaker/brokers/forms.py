"""Forms of the profile and of the scan of the certificate."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField
from wtforms.validators import NumberRange

from matchmaker.brokers.models import Broker, BrokerCase
from matchmaker.brokers.services import EDITABLE
from matchmaker.brokers.vocabulary import DEFAULT_CAPACITY, LARGEST_CAPACITY, BrokerLevel, ServiceKind
from matchmaker.brokers.workflow import NEEDED
from matchmaker.kernel.money import Money
from matchmaker.taxonomy.forms import TermsField
from matchmaker.web.forms import (
    BaseForm,
    DayField,
    VersionedForm,
    area_field,
    checkbox_group,
    choices_of,
    enum_field,
    text_field,
)
from matchmaker.web.rows import Column, RowsField

NEEDED_FIELDS = {name for name, _label in NEEDED} | {"employer_name"}


def read_case(cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns of a `BrokerCase` and what is wrong with the cells."""
    errors: dict[str, str] = {}
    case: dict[str, Any] = {"title": cells.get("title", ""), "text": cells.get("text", ""), "amount": None}
    if not case["title"]:
        errors["title"] = _("请填写案例名称。")
    year = cells.get("year", "")
    if year.isdecimal() and len(year) == 4 and 1990 <= int(year) <= 2100:
        case["year"] = int(year)
    else:
        errors["year"] = _("年份要写四位数字，如 2025。")
    if cells.get("amount"):
        try:
            case["amount"] = Money.from_wan(cells["amount"]).minor
        except ValueError:
            errors["amount"] = _("金额要填数字，单位万元，如 380 或 12.5。")
        else:
            if case["amount"] < 0:
                errors["amount"] = _("金额不能是负数。")
    return case, errors


def cells_of_case(case: BrokerCase) -> dict[str, str]:
    amount = "" if case.amount is None else f"{Money(case.amount).wan.normalize():f}"
    return {"title": case.title, "year": str(case.year), "amount": amount, "text": case.text}


class BrokerForm(VersionedForm):
    """The profile. What is typed here becomes public once it is checked."""

    name = text_field(_l("姓名"), 40, required=True)
    employer_name = text_field(_l("工作单位"), 80, hint=_l("加入机构后以机构名称为准。"))
    level = enum_field(_l("等级"), BrokerLevel)
    certificate_number = text_field(_l("证书编号"), 60)
    certificate_issuer = text_field(_l("发证机构"), 80)
    valid_until = DayField(
        _l("证书有效期至"), description=_l("到期前 60 天和 14 天会提醒你；过期后不再分配新事项。")
    )
    domain_codes = TermsField(_l("服务领域"), scheme="domain", most=11)
    region_codes = TermsField(_l("服务地区"), scheme="region", most=10)
    service_kinds = checkbox_group(
        _l("服务类型"), lambda: choices_of(ServiceKind), description=_l("按 GB/T 34670《技术转移服务规范》。")
    )
    capacity = IntegerField(
        _l("同时跟进的事项"),
        [NumberRange(1, LARGEST_CAPACITY, _l("请填 1 到 200 之间的整数。"))],
        default=DEFAULT_CAPACITY,
    )
    introduction = area_field(_l("简介"), 1500, hint=_l("做过什么、能帮哪类企业。不要写电话、邮箱。"))
    cases = RowsField(
        _l("服务案例"),
        columns=(
            Column("title", _l("案例名称"), 80, is_wide=True),
            Column("year", _l("年份"), 4),
            Column("amount", _l("成交金额（万元，选填）"), 12),
            Column("text", _l("公开说明"), 300, is_wide=True),
        ),
        read=read_case,
        cells_of=cells_of_case,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_FIELDS:
            self[name].flags.required = True  # says 必填; a draft may leave it empty all the same

    @classmethod
    def of(cls, broker: Broker | None) -> BrokerForm:
        """The form as the request fills it, else as the profile stands."""
        return cls(obj=broker)

    def values(self) -> dict[str, Any]:
        return {field.short_name: field.data for field in self if field.short_name in EDITABLE}


class CertificateForm(BaseForm):
    """A scan that replaces the one before."""

    file = FileField(_l("证书扫描件"))

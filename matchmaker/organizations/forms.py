"""Forms of organizations: data, papers, members."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    ValidationError,
)

from matchmaker.organizations import credit_code as codes
from matchmaker.organizations.models import Organization
from matchmaker.organizations.vocabulary import (
    HONOURS,
    SELF_REGISTERED,
    EvidenceKind,
    OrganizationKind,
    OrganizationStatus,
)
from matchmaker.taxonomy.forms import TermField
from matchmaker.web.forms import AtMost, BaseForm, Required, area_field, clean_text, text_field

_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()转-]{4,29}")
_SITE = re.compile(r"https?://[^\s/@]+\.[^\s/@]+(/\S*)?", re.IGNORECASE)
DESK_TABS = (
    OrganizationStatus.PENDING,
    OrganizationStatus.REFUSED,
    OrganizationStatus.VERIFIED,
    OrganizationStatus.UNVERIFIED,
)


def check_credit_code(form: Any, field: Field) -> None:
    if field.data and (wrong := codes.complaint(field.data)):
        raise ValidationError(wrong)


def check_mail(form: Any, field: Field) -> None:
    if field.data and not _MAIL.fullmatch(field.data):
        raise ValidationError(_("“%(name)s”不像邮箱地址，应如 name@example.com。", name=field.label.text))


def check_phone(form: Any, field: Field) -> None:
    if field.data and not _PHONE.fullmatch(field.data):
        raise ValidationError(_("“%(name)s”要填电话号码，如 0473-5550101。", name=field.label.text))


def check_site(form: Any, field: Field) -> None:
    if field.data and not _SITE.fullmatch(field.data):
        raise ValidationError(_("“%(name)s”要填网址，如 https://www.example.com。", name=field.label.text))


def _with_scheme(address: str | None) -> str | None:
    return f"https://{address}" if address and ":" not in address.split("/")[0] else address


class OrganizationForm(BaseForm):
    """What an organization says of itself."""

    version = HiddenField()
    kind = RadioField(
        _l("我们是"), [Required()], coerce=lambda value: OrganizationKind(value) if value else None
    )
    credit_code = StringField(
        _l("统一社会信用代码"),
        [Required(), check_credit_code],
        filters=[codes.tidy],
        description=_l("18 位，与营业执照或法人证书一致。"),
    )
    name = text_field(_l("机构全称"), 100, required=True, hint=_l("与营业执照或法人证书一致。"))
    region_code = TermField(_l("所在地"), [Required()], scheme="region")
    industry_code = TermField(_l("行业"), [Required()], scheme="industry")
    contact_name = text_field(_l("联系人"), 40, required=True)
    contact_phone = StringField(_l("联系电话"), [Required(), AtMost(40), check_phone], filters=[clean_text])
    contact_email = StringField(_l("联系邮箱"), [AtMost(254), check_mail], filters=[clean_text])
    address = text_field(_l("地址"), 200)
    website = StringField(_l("网址"), [AtMost(200), check_site], filters=[clean_text, _with_scheme])
    introduction = area_field(_l("简介"), 1000, hint=_l("主要产品、技术方向、规模。核验后公开。"))
    is_high_tech = BooleanField(HONOURS["is_high_tech"])
    is_tech_sme = BooleanField(HONOURS["is_tech_sme"])
    is_above_scale = BooleanField(HONOURS["is_above_scale"])
    is_little_giant = BooleanField(HONOURS["is_little_giant"])
    anonymous_label = text_field(
        _l("匿名时的称呼"),
        20,
        hint=_l("匿名发布需求时代替机构名称，如“BDO 一体化企业”。不要写能认出你们的内容。"),
    )

    def __init__(self, *args: Any, organization: Organization | None = None, **values: Any) -> None:
        super().__init__(*args, obj=organization, **values)
        own = [organization.kind] if organization and organization.kind not in SELF_REGISTERED else []
        self.kind.choices = [SelectChoice(kind.value, kind.label) for kind in (*SELF_REGISTERED, *own)]
        self.credit_code.render_kw = {}

    @property
    def seen_version(self) -> int | None:
        """The version the page was made from; None when it does not say."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() else None

    def values(self) -> dict[str, Any]:
        """Columns for the service; only an enterprise holds honours."""
        values = {field.short_name: field.data for field in self}
        if self.kind.data is not OrganizationKind.ENTERPRISE:
            values |= dict.fromkeys(HONOURS, False)
        return values


class VerificationForm(BaseForm):
    """The papers, each kind in its own field; which are still missing the workflow says."""

    licence = FileField(EvidenceKind.LICENCE.label)
    authorization = FileField(EvidenceKind.AUTHORIZATION.label)
    is_agreed = BooleanField(_l("已阅读使用条款与隐私说明。材料中不含身份证号，填写的内容不涉密。"))

    def __init__(self, organization: Organization) -> None:
        super().__init__()
        for kind in EvidenceKind:
            self[kind.value].flags.required = not organization.papers(kind)

    def validate_is_agreed(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("请先阅读并勾选。"))


class MemberForm(BaseForm):
    """Whom to add."""

    email = StringField(
        _l("成员的注册邮箱"),
        [Required(), AtMost(254), check_mail],
        filters=[clean_text],
        description=_l("对方须已注册并确认邮箱，且不属于别的机构。"),
    )


class BanForm(BaseForm):
    """A breach of trust: for how long, and why."""

    years = IntegerField(_l("期限（年）"), [Required()], default=3)
    reason = area_field(_l("理由"), 500)


class LiftForm(BaseForm):
    """Why a ban ends early."""

    reason = area_field(_l("解除理由"), 500)

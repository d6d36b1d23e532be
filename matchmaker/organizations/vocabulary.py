"""Kinds of organizations and states of their verification."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class OrganizationKind(LabelledEnum):
    """What the organization is; decides nothing by itself."""

    ENTERPRISE = "enterprise", _l("企业")
    UNIVERSITY = "university", _l("高校")
    INSTITUTE = "institute", _l("科研院所")
    AGENCY = "agency", _l("科技服务机构")
    GOVERNMENT = "government", _l("政府部门")
    SUB_CENTRE = "sub_centre", _l("分中心")


class OrganizationStatus(LabelledEnum):
    """How far staff have checked the organization's identity."""

    UNVERIFIED = "unverified", _l("未提交核验"), "hollow"
    PENDING = "pending", _l("核验中"), "wait"
    VERIFIED = "verified", _l("已核验"), "ok"
    REFUSED = "refused", _l("已退回"), "bad"


class EvidenceKind(LabelledEnum):
    """What a paper handed in for verification shows."""

    LICENCE = "licence", _l("营业执照或法人证书")
    AUTHORIZATION = "authorization", _l("经办人授权书")


# Kinds an account may register by itself; the others are made by staff.
SELF_REGISTERED = (
    OrganizationKind.ENTERPRISE,
    OrganizationKind.UNIVERSITY,
    OrganizationKind.INSTITUTE,
    OrganizationKind.AGENCY,
)
# Honours of an enterprise: column → label, in the order of the forms.
HONOURS = {
    "is_high_tech": _l("高新技术企业"),
    "is_tech_sme": _l("科技型中小企业"),
    "is_above_scale": _l("规上工业企业"),
    "is_little_giant": _l("专精特新“小巨人”企业"),
}

"""Coarse roles of a signed-in person; everything finer is a relation to an object."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class Role(LabelledEnum):
    """What an account may be; one account may hold several."""

    ENTERPRISE_MEMBER = "enterprise_member", _l("企业")
    RESEARCHER = "researcher", _l("科研人员")
    EXPERT = "expert", _l("专家")
    BROKER = "broker", _l("技术经纪人")
    AGENCY_MEMBER = "agency_member", _l("科技服务机构")
    SUB_CENTRE_MANAGER = "sub_centre_manager", _l("分中心工作人员")
    OPERATOR = "operator", _l("平台运营")


STAFF_ROLES = frozenset({Role.SUB_CENTRE_MANAGER, Role.OPERATOR})

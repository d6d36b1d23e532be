"""One demo account per role, named by its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.roles import Role

DEMO_PASSWORD = "matchmaker-demo"


@dataclass(frozen=True)
class DemoAccount:
    """``organization`` is the key of an organization in the world's files."""

    email: str
    name: str
    roles: tuple[Role, ...]
    label: Any
    organization: str = ""
    is_owner: bool = True


DEMO_ACCOUNTS = (
    DemoAccount(
        "enterprise@demo.example",
        "企业示例账号",
        (Role.ENTERPRISE_MEMBER,),
        _l("企业：发布需求，看匹配"),
        "ent_silicone_1",
    ),
    DemoAccount(
        "researcher@demo.example",
        "科研示例账号",
        (Role.RESEARCHER,),
        _l("高校科研人员：登记成果"),
        "uni_energy",
    ),
    DemoAccount(
        "expert@demo.example",
        "专家示例账号",
        (Role.RESEARCHER, Role.EXPERT),
        _l("专家：维护档案"),
        "inst_fluosil",
    ),
    DemoAccount("broker@demo.example", "技术经纪人示例账号", (Role.BROKER,), _l("技术经纪人")),
    DemoAccount(
        "agency@demo.example", "服务机构示例账号", (Role.AGENCY_MEMBER,), _l("科技服务机构"), "agency_2"
    ),
    DemoAccount(
        "staff@demo.example",
        "分中心示例账号",
        (Role.SUB_CENTRE_MANAGER,),
        _l("分中心：审核、核验、发布"),
        "sub_centre",
    ),
    DemoAccount("operator@demo.example", "平台运营示例账号", (Role.OPERATOR,), _l("平台运营")),
    DemoAccount(
        "newcomer@demo.example", "新用户示例账号", (Role.ENTERPRISE_MEMBER,), _l("刚注册的企业：还没有机构")
    ),
)

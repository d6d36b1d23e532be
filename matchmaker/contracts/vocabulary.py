"""The fixed choices of a contract, its milestones and payments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class ContractKind(LabelledEnum):
    """Kinds of technology contracts (Civil Code, book 3, chapter 20; the registration offices count by them)."""

    COMMISSIONED_DEVELOPMENT = "commissioned_development", _l("技术开发（委托）")
    JOINT_DEVELOPMENT = "joint_development", _l("技术开发（合作）")
    TRANSFER = "transfer", _l("技术转让")
    LICENCE = "licence", _l("技术许可")
    CONSULTING = "consulting", _l("技术咨询")
    SERVICE = "service", _l("技术服务")


class ContractStatus(LabelledEnum):
    """Where a contract stands."""

    DRAFTING = "drafting", _l("起草中"), "hollow"
    SIGNING = "signing", _l("待签约"), "wait"
    ACTIVE = "active", _l("实施中"), "work"
    COMPLETED = "completed", _l("已验收结清"), "ok"
    TERMINATED = "terminated", _l("已终止"), "bad"


class MilestoneStatus(LabelledEnum):
    """Where a milestone stands."""

    PLANNED = "planned", _l("未开始"), "hollow"
    IN_PROGRESS = "in_progress", _l("进行中"), "work"
    DELIVERED = "delivered", _l("待考核"), "wait"
    REWORK = "rework", _l("退回整改"), "bad"
    ACCEPTED = "accepted", _l("已通过"), "ok"
    CANCELLED = "cancelled", _l("已取消"), ""


class SettlementStatus(LabelledEnum):
    """Where a payment stands."""

    DUE = "due", _l("应付"), "wait"
    INVOICED = "invoiced", _l("已开票"), "work"
    PAID = "paid", _l("已付"), "ok"
    WAIVED = "waived", _l("已免付"), ""


class AmendmentStatus(LabelledEnum):
    """Where a change of a running contract stands."""

    PROPOSED = "proposed", _l("待对方答复"), "wait"
    ACCEPTED = "accepted", _l("已生效"), "ok"
    DECLINED = "declined", _l("未同意"), "bad"
    WITHDRAWN = "withdrawn", _l("已撤回"), ""


LIVE = (ContractStatus.DRAFTING, ContractStatus.SIGNING, ContractStatus.ACTIVE, ContractStatus.COMPLETED)
LIMITS = {"title": 80, "ip_terms": 1500, "pledge": 2000, "registration_number": 16}
NOTE_LIMIT, NAME_LIMIT, EVIDENCE_LIMIT = 500, 60, 1000
MOST_FILES = 10  # of one milestone

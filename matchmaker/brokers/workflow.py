"""From draft to the directory; staff may suspend a broker and take him back."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.brokers.models import Broker
from matchmaker.brokers.policy import POLICY, BrokerPermission
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow

NEEDED: tuple[tuple[str, Any], ...] = (
    ("name", _l("姓名")),
    ("level", _l("等级")),
    ("certificate_number", _l("证书编号")),
    ("certificate_issuer", _l("发证机构")),
    ("valid_until", _l("证书有效期至")),
    ("domain_codes", _l("服务领域")),
    ("region_codes", _l("服务地区")),
    ("service_kinds", _l("服务类型")),
    ("introduction", _l("简介")),
)


def missing_fields(broker: Broker) -> dict[str, Any]:
    """Fields still empty or out of date that the directory needs, each with its sentence."""
    found = {
        name: _("请填写“%(name)s”。", name=label)
        for name, label in NEEDED
        if getattr(broker, name) in (None, "", [])
    }
    if not broker.organization_id and not broker.employer_name:
        found["employer_name"] = _("请填写工作单位。")
    if broker.is_expired:
        found["valid_until"] = _("证书已过有效期，请换发后更新“证书有效期至”。")
    if broker.certificate is None:
        found["certificate"] = _("请上传证书扫描件。")
    return found


def is_complete(broker: Broker) -> None:
    """Guard: the profile says who and what for, and the certificate is there and still holds."""
    if errors := missing_fields(broker):
        raise GuardFailed(_("资料还没有填好，暂时不能提交。"), errors)


S, P = BrokerStatus, BrokerPermission
WORKFLOW = Workflow(
    "broker",
    POLICY,
    S,
    [
        Transition(
            "submit",
            _l("提交审核"),
            (S.DRAFT,),
            S.SCREENING,
            P.SUBMIT,
            guards=(is_complete,),
            style="primary",
        ),
        Transition(
            "verify",
            _l("核验通过"),
            (S.SCREENING,),
            S.LISTED,
            P.SCREEN,
            guards=(is_complete,),
            style="primary",
        ),
        Transition("return_for_revision", _l("退回补充"), (S.SCREENING,), S.DRAFT, P.SCREEN, needs_note=True),
        Transition(
            "suspend", _l("暂停"), (S.LISTED,), S.SUSPENDED, P.SCREEN, style="danger", needs_note=True
        ),
        Transition("restore", _l("恢复公开"), (S.SUSPENDED,), S.LISTED, P.SCREEN, style="primary"),
        Transition("revise", _l("修改资料"), (S.LISTED,), S.DRAFT, P.REVISE),
    ],
    initial=S.DRAFT,
    final=(),
)

"""Verification of an organization."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow
from matchmaker.organizations.models import Organization
from matchmaker.organizations.policy import POLICY, OrganizationPermission
from matchmaker.organizations.vocabulary import EvidenceKind, OrganizationStatus

S, P = OrganizationStatus, OrganizationPermission
NEEDED = {
    "name": _l("请先填写机构全称。"),
    "credit_code": _l("请先填写统一社会信用代码。"),
    "region_code": _l("请先填写所在地区。"),
    "industry_code": _l("请先填写所属行业。"),
    "contact_name": _l("请先填写联系人。"),
    "contact_phone": _l("请先填写联系电话。"),
}


PAPERS = {
    EvidenceKind.LICENCE: _l("请上传营业执照或法人证书的扫描件。"),
    EvidenceKind.AUTHORIZATION: _l("请上传盖章的经办人授权书，可先打印模板。"),
}


def is_complete(organization: Organization) -> None:
    """Identity and contact are given, and each kind of paper is there."""
    errors = {name: text for name, text in NEEDED.items() if not getattr(organization, name)}
    errors |= {kind.value: text for kind, text in PAPERS.items() if not organization.papers(kind)}
    if errors:
        raise GuardFailed(errors=errors)


WORKFLOW = Workflow(
    "organization",
    POLICY,
    OrganizationStatus,
    [
        Transition(
            "submit",
            _l("提交核验"),
            (S.UNVERIFIED, S.REFUSED),
            S.PENDING,
            P.SUBMIT,
            (is_complete,),
            "primary",
        ),
        Transition("verify", _l("通过核验"), (S.PENDING,), S.VERIFIED, P.VERIFY, style="primary"),
        Transition(
            "refuse", _l("退回并说明原因"), (S.PENDING,), S.REFUSED, P.VERIFY, style="danger", needs_note=True
        ),
        Transition("reset", _l("重新核验"), (S.PENDING, S.VERIFIED, S.REFUSED), S.UNVERIFIED, P.SUBMIT),
    ],
    initial=S.UNVERIFIED,
    final=(),
)

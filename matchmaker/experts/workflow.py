"""From draft to the directory; the expert may hide and change the profile at any time."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.experts.policy import POLICY, ExpertPermission
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow

NEEDED: tuple[tuple[str, Any], ...] = (
    ("name", _l("姓名")),
    ("title", _l("职称")),
    ("discipline_codes", _l("学科")),
    ("keywords", _l("研究方向关键词")),
    ("biography", _l("简介")),
)


def missing_fields(expert: Expert) -> dict[str, Any]:
    """Fields still empty that the directory needs, each with its sentence."""
    found = {
        name: _("请填写“%(name)s”。", name=label)
        for name, label in NEEDED
        if getattr(expert, name) in (None, "", [])
    }
    if not expert.organization_id and not expert.employer_name:
        found["employer_name"] = _("请填写工作单位。")
    return found


def is_complete(expert: Expert) -> None:
    """Guard: the profile says who, where and what about."""
    if errors := missing_fields(expert):
        raise GuardFailed(_("资料还没有填好，暂时不能提交。"), errors)


S, P = ExpertStatus, ExpertPermission
WORKFLOW = Workflow(
    "expert",
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
        Transition("list", _l("公开资料"), (S.SCREENING,), S.LISTED, P.SCREEN, style="primary"),
        Transition("return_for_revision", _l("退回补充"), (S.SCREENING,), S.DRAFT, P.SCREEN, needs_note=True),
        Transition(
            "reject",
            _l("驳回"),
            (S.SCREENING, S.LISTED, S.HIDDEN),
            S.REJECTED,
            P.SCREEN,
            style="danger",
            needs_note=True,
        ),
        Transition("hide", _l("暂时隐藏"), (S.LISTED,), S.HIDDEN, P.HIDE),
        Transition("show", _l("重新公开"), (S.HIDDEN,), S.LISTED, P.HIDE, style="primary"),
        Transition("revise", _l("修改资料"), (S.LISTED, S.HIDDEN, S.REJECTED), S.DRAFT, P.REVISE),
    ],
    initial=S.DRAFT,
    final=(),
)

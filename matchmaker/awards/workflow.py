"""The state machines of an award and of an objection."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import OBJECTION_POLICY, POLICY, AwardPermission, ObjectionPermission
from matchmaker.awards.vocabulary import AwardStatus, ObjectionStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def notice_is_over(award: Award) -> None:
    """The last day for objections has passed, and none waits for a decision."""
    if award.notice_ends_on is None or clock.today() <= award.notice_ends_on:
        raise GuardFailed(_("公示期还没有满。"))
    if award.open_objections:
        raise GuardFailed(_("还有异议没有处理。"))


def nothing_is_open(award: Award) -> None:
    if award.open_objections:
        raise GuardFailed(_("还有异议没有处理。"))


def has_reply(objection: Objection) -> None:
    if not objection.reply.strip():
        raise GuardFailed(errors={"reply": _("请写明处理意见。")})


S, P = AwardStatus, AwardPermission
WORKFLOW = Workflow(
    "award",
    POLICY,
    S,
    [
        Transition("publish_notice", _l("开始公示"), (S.PROPOSED,), S.ON_NOTICE, P.PUBLISH, style="primary"),
        Transition("withdraw", _l("收回选择"), (S.PROPOSED,), S.REVOKED, P.WITHDRAW, needs_note=True),
        Transition("suspend", _l("中止公示"), (S.ON_NOTICE,), S.SUSPENDED, P.PUBLISH, needs_note=True),
        Transition("resume", _l("恢复公示"), (S.SUSPENDED,), S.ON_NOTICE, P.PUBLISH, (nothing_is_open,),
                   style="primary"),
        Transition("confirm", _l("公示期满，定榜"), (S.ON_NOTICE,), S.CONFIRMED, P.CONFIRM, (notice_is_over,)),
        Transition("revoke", _l("撤销中榜"), (S.ON_NOTICE, S.SUSPENDED), S.REVOKED, P.REVOKE, style="danger",
                   needs_note=True),
    ],
    initial=S.PROPOSED,
    final={S.CONFIRMED, S.REVOKED},
)  # fmt: skip
B, Q = ObjectionStatus, ObjectionPermission
OBJECTION_WORKFLOW = Workflow(
    "objection",
    OBJECTION_POLICY,
    B,
    [
        Transition("uphold", _l("异议成立"), (B.RECEIVED,), B.UPHELD, Q.DECIDE, (has_reply,), style="danger"),
        Transition("dismiss", _l("异议不成立"), (B.RECEIVED,), B.DISMISSED, Q.DECIDE, (has_reply,)),
        Transition("take_back", _l("撤回异议"), (B.RECEIVED,), B.WITHDRAWN, Q.TAKE_BACK),
    ],
    initial=B.RECEIVED,
    final={B.UPHELD, B.DISMISSED, B.WITHDRAWN},
)  # fmt: skip

"""The state machine of a call."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.calls.models import Call
from matchmaker.calls.policy import POLICY, CallPermission
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.kernel import clock
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def has_window(call: Call) -> None:
    """Guard: it says until when, and that is still to come."""
    errors = {}
    if call.opens_at is None:
        errors["opens_on"] = _("请填写“开始日期”。")
    if call.closes_at is None:
        errors["closes_on"] = _("请填写“截止日期”。")
    elif call.closes_at <= clock.now():
        errors["closes_on"] = _("“截止日期”已经过去，请改为将来的日期。")
    if not call.introduction:
        errors["introduction"] = _("请填写“征集说明”。")
    if errors:
        raise GuardFailed(errors=errors)


def has_sound_rules(call: Call) -> None:
    if problems := call.rules.problems():
        raise GuardFailed(errors=problems)


S, P = CallStatus, CallPermission
WORKFLOW = Workflow(
    "call",
    POLICY,
    S,
    [
        Transition("announce", _l("发布征集"), (S.DRAFT,), S.OPEN, P.ANNOUNCE, (has_window, has_sound_rules),
                   style="primary"),
        Transition("close", _l("提前结束"), (S.OPEN,), S.CLOSED, P.CLOSE, needs_note=True),
        Transition("cancel", _l("取消征集"), (S.DRAFT, S.OPEN), S.CANCELLED, P.CANCEL, style="danger", needs_note=True),
    ],
    initial=S.DRAFT,
    final={S.CLOSED, S.CANCELLED},
)  # fmt: skip

"""An assignment runs until the broker declines, staff give the item to another, or the item is over."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.brokers.assignment_policy import POLICY, AssignmentPermission
from matchmaker.brokers.vocabulary import AssignmentStatus
from matchmaker.kernel.workflow import Transition, Workflow

S, P = AssignmentStatus, AssignmentPermission
WORKFLOW = Workflow(
    "assignment",
    POLICY,
    S,
    [
        Transition("decline", _l("谢绝"), (S.OPEN,), S.DECLINED, P.DECLINE, needs_note=True),
        Transition("reassign", _l("改派"), (S.OPEN,), S.REASSIGNED, P.ASSIGN, needs_note=True),
        Transition("release", _l("结束跟进"), (S.OPEN,), S.RELEASED, P.RELEASE),
    ],
    initial=S.OPEN,
    final=(S.DECLINED, S.REASSIGNED, S.RELEASED),
)

"""A request for help is accepted or declined, once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.brokers.help_policy import POLICY, HelpPermission
from matchmaker.brokers.vocabulary import HelpStatus
from matchmaker.kernel.workflow import Transition, Workflow

S, P = HelpStatus, HelpPermission
WORKFLOW = Workflow(
    "help_request",
    POLICY,
    S,
    [
        Transition("accept", _l("接受"), (S.ASKED,), S.ACCEPTED, P.ANSWER, style="primary"),
        Transition("decline", _l("谢绝"), (S.ASKED,), S.DECLINED, P.ANSWER, needs_note=True),
    ],
    initial=S.ASKED,
    final=(S.ACCEPTED, S.DECLINED),
)

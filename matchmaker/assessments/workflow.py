"""The state machines of an assessment and an opinion."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.assessments.models import Assessment, Opinion
from matchmaker.assessments.policy import OPINION_POLICY, POLICY, AssessmentPermission, OpinionPermission
from matchmaker.assessments.vocabulary import DIMENSIONS, FEWEST, AssessmentStatus, OpinionStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def enough_have_signed(assessment: Assessment) -> None:
    if len(assessment.signed) < FEWEST:
        raise GuardFailed(
            _("至少要有 %(n)s 位专家签名，现在有 %(have)s 位。", n=FEWEST, have=len(assessment.signed))
        )


def is_filled_in(opinion: Opinion) -> None:
    """A score for each dimension, whether it is solved already, and a comment."""
    errors = {}
    if missing := [str(DIMENSIONS[key]) for key in DIMENSIONS if opinion.scores.get(key) is None]:
        errors["scores"] = _("还没有打分：%(names)s。", names="、".join(missing))
    if opinion.is_solved is None:
        errors["is_solved"] = _("请回答是否已有现成的解决办法。")
    if not opinion.comment.strip():
        errors["comment"] = _("请写论证意见。")
    if errors:
        raise GuardFailed(_("论证意见还没有填完。"), errors=errors)


S, P = AssessmentStatus, AssessmentPermission
WORKFLOW = Workflow(
    "assessment",
    POLICY,
    S,
    [
        Transition("approve", _l("同意发榜，公示"), (S.OPEN,), S.APPROVED, P.MANAGE, (enough_have_signed,),
                   style="primary"),
        Transition("refuse", _l("不同意，驳回需求"), (S.OPEN,), S.REFUSED, P.MANAGE, (enough_have_signed,),
                   style="danger", needs_note=True),
        Transition("void", _l("作废"), (S.OPEN,), S.VOID, P.VOID),
    ],
    initial=S.OPEN,
    final={S.APPROVED, S.REFUSED, S.VOID},
)  # fmt: skip
T, Q = OpinionStatus, OpinionPermission
OPINION_WORKFLOW = Workflow(
    "opinion",
    OPINION_POLICY,
    T,
    [
        Transition("sign", _l("签名并提交"), (T.ASKED,), T.SIGNED, Q.WRITE, (is_filled_in,), style="primary"),
        Transition("decline", _l("谢绝"), (T.ASKED,), T.DECLINED, Q.WRITE, needs_note=True),
    ],
    initial=T.ASKED,
    final={T.SIGNED, T.DECLINED},
)  # fmt: skip

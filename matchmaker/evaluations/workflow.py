"""The state machines of an evaluation, of a seat on its panel, and of a score sheet."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.policy import (
    POLICY,
    SEAT_POLICY,
    SHEET_POLICY,
    EvaluationPermission,
    PanelistPermission,
    SheetPermission,
)
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.kernel.errors import GuardFailed
from matchmaker.kernel.workflow import Transition, Workflow


def panel_is_complete(evaluation: Evaluation) -> None:
    """As many experts as the rules say have accepted, each having declared that no conflict exists."""
    if len(evaluation.accepted) != evaluation.panel_size:
        sentence = _(
            "评委要 %(size)s 人，现在有 %(n)s 人接受。",
            size=evaluation.panel_size,
            n=len(evaluation.accepted),
        )
        raise GuardFailed(sentence)


def everybody_has_signed(evaluation: Evaluation) -> None:
    """A full panel, and a signed sheet of each for each bid."""
    panel_is_complete(evaluation)
    seated = {one.id for one in evaluation.accepted}
    open_ones = [
        one for one in evaluation.sheets if one.panelist_id in seated and one.status is SheetStatus.OPEN
    ]
    if open_ones:
        raise GuardFailed(_("还有 %(n)s 张评分表没有签名。", n=len(open_ones)))


def has_declared(panelist: Panelist) -> None:
    if panelist.declared_at is None:
        sentence = _("请先声明与发榜方和各揭榜方没有利害关系。")
        raise GuardFailed(sentence, errors={"declares_free": sentence})


def is_filled_in(sheet: ScoreSheet) -> None:
    """A score for each criterion and a comment."""
    missing = [one["name"] for one in sheet.evaluation.criteria if sheet.scores.get(one["name"]) is None]
    errors = {}
    if missing:
        errors["scores"] = _("还没有打分：%(names)s。", names="、".join(missing))
    if not sheet.comment.strip():
        errors["comment"] = _("请写总体意见。")
    if errors:
        raise GuardFailed(_("评分表还没有填完。"), errors=errors)


S, P = EvaluationStatus, EvaluationPermission
WORKFLOW = Workflow(
    "evaluation",
    POLICY,
    S,
    [
        Transition("open_scoring", _l("开始打分"), (S.PLANNED,), S.SCORING, P.MANAGE, (panel_is_complete,),
                   style="primary"),
        Transition("close_scoring", _l("结束打分并排序"), (S.SCORING,), S.CLOSED, P.MANAGE, (everybody_has_signed,),
                   style="primary"),
        Transition("confirm", _l("确认评审结果"), (S.CLOSED,), S.CONFIRMED, P.CONFIRM, style="primary"),
        Transition("void", _l("作废这次评审"), (S.PLANNED, S.SCORING, S.CLOSED, S.CONFIRMED), S.VOID, P.VOID,
                   style="danger", needs_note=True),
    ],
    initial=S.PLANNED,
    final={S.VOID},
)  # fmt: skip
A, R = PanelistStatus, PanelistPermission
SEAT_WORKFLOW = Workflow(
    "panelist",
    SEAT_POLICY,
    A,
    [
        Transition("accept", _l("接受邀请"), (A.INVITED,), A.ACCEPTED, R.ANSWER, (has_declared,), style="primary"),
        Transition("decline", _l("谢绝"), (A.INVITED,), A.DECLINED, R.ANSWER, needs_note=True),
        Transition("recuse", _l("回避"), (A.INVITED, A.ACCEPTED), A.RECUSED, R.RECUSE, style="danger",
                   needs_note=True),
    ],
    initial=A.INVITED,
    final={A.DECLINED, A.RECUSED},
)  # fmt: skip
H, Q = SheetStatus, SheetPermission
SHEET_WORKFLOW = Workflow(
    "sheet",
    SHEET_POLICY,
    H,
    [
        Transition("sign", _l("签名并提交"), (H.OPEN,), H.SIGNED, Q.WRITE, (is_filled_in,), style="primary"),
        Transition("recuse", _l("回避"), (H.OPEN, H.SIGNED), H.RECUSED, Q.RECUSE, needs_note=True),
    ],
    initial=H.OPEN,
    final={H.RECUSED},
)  # fmt: skip

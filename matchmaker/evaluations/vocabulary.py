"""The fixed choices of an evaluation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class EvaluationStatus(LabelledEnum):
    """Where an evaluation stands. A void one stays in the trail; another may follow it."""

    PLANNED = "planned", _l("组建评委"), "wait"
    SCORING = "scoring", _l("打分中"), "half"
    CLOSED = "closed", _l("打分结束"), "work"
    CONFIRMED = "confirmed", _l("结果已确认"), "ok"
    VOID = "void", _l("已作废"), "bad"


class PanelistStatus(LabelledEnum):
    """What became of an invitation to the panel."""

    INVITED = "invited", _l("待答复"), "wait"
    ACCEPTED = "accepted", _l("已接受"), "ok"
    DECLINED = "declined", _l("已谢绝"), ""
    RECUSED = "recused", _l("已回避"), "bad"


class SheetStatus(LabelledEnum):
    """Where a score sheet stands. A signed one never changes."""

    OPEN = "open", _l("待打分"), "wait"
    SIGNED = "signed", _l("已签名"), "ok"
    RECUSED = "recused", _l("已回避"), "bad"


HIGHEST = 10  # of one criterion, in whole points; weighted the total reaches 100
REMARK_LIMIT, COMMENT_LIMIT, REASON_LIMIT = 300, 1500, 500
OUTLIER_POINTS = 20  # of 100, away from the median of the other panelists

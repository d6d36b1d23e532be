"""The fixed choices of a call."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class CallStatus(LabelledEnum):
    """Where a call stands. `CANCELLED` is final."""

    DRAFT = "draft", _l("草稿"), "hollow"
    OPEN = "open", _l("征集中"), "open"
    CLOSED = "closed", _l("征集结束"), ""
    CANCELLED = "cancelled", _l("已取消"), ""


class DayKind(LabelledEnum):
    """How the days of a period are counted."""

    CALENDAR = "calendar", _l("自然日")
    WORKING = "working", _l("工作日")


class RankingMethod(LabelledEnum):
    """How the panel's scores of one bid become its result."""

    MEAN = "mean", _l("平均分")
    TRIMMED_MEAN = "trimmed_mean", _l("去掉一个最高分和一个最低分后平均")


PUBLISHED = (CallStatus.OPEN, CallStatus.CLOSED, CallStatus.CANCELLED)  # readable by everybody
LIMITS = {"title": 80, "introduction": 3000, "contact": 200}

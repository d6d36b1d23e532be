"""The fixed choices of an assessment. The four dimensions are those published with Rongcheng's call of 2023."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class AssessmentStatus(LabelledEnum):
    """Where an assessment stands."""

    OPEN = "open", _l("论证中"), "half"
    APPROVED = "approved", _l("同意发榜"), "ok"
    REFUSED = "refused", _l("不同意发榜"), "bad"
    VOID = "void", _l("已作废"), ""


class OpinionStatus(LabelledEnum):
    """Where one expert's opinion stands. A signed one never changes."""

    ASKED = "asked", _l("待论证"), "wait"
    SIGNED = "signed", _l("已签名"), "ok"
    DECLINED = "declined", _l("已谢绝"), ""


DIMENSIONS: dict[str, Any] = {
    "drive": _l("产业带动作用"),
    "foundation": _l("研究基础"),
    "figures": _l("技术指标"),
    "finance": _l("财务指标"),
}
HIGHEST = 10  # of one dimension
FEWEST = 3  # signed opinions for a conclusion
COMMENT_LIMIT, REASON_LIMIT = 1500, 500

"""The fixed choices of an introduction."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class IntroductionStatus(LabelledEnum):
    """Where a pair stands, from the broker's first look to the contract."""

    SUGGESTED = "suggested", _l("待处理"), "work"
    SHORTLISTED = "shortlisted", _l("已甄选"), "work"
    INTRODUCED = "introduced", _l("已引荐，等双方答复"), "wait"
    ENGAGED = "engaged", _l("双方同意对接"), "ok"
    CONVERTED = "converted", _l("已签约"), "ok"
    DISMISSED = "dismissed", _l("已排除"), ""
    DECLINED = "declined", _l("一方谢绝"), "bad"
    EXPIRED = "expired", _l("到期未答复"), ""


class Party(LabelledEnum):
    """The two sides of a pair."""

    NEED = "need", _l("需求方")
    OFFER = "offer", _l("供给方")


class ExitReason(LabelledEnum):
    """Why a pair goes no further; in the order of the keys 1 to 7 at the desk."""

    FIELD = "field", _l("领域不符")
    INDICATORS = "indicators", _l("指标不够")
    TOO_EARLY = "too_early", _l("太早期")
    KNOWN = "known", _l("已有合作")
    BUSINESS = "business", _l("商业路径不清")
    UNCLEAR = "unclear", _l("描述不清")
    OTHER = "other", _l("其他")


S = IntroductionStatus
AGREED = (S.ENGAGED, S.CONVERTED)
"""Both sides have agreed: each sees the other's contact."""
SHOWN_TO_PARTIES = (S.INTRODUCED, *AGREED, S.DECLINED, S.EXPIRED)
"""What the two sides learn of; what the broker weighs before that is his own."""
EXPLANATION_LIMIT, NOTE_LIMIT, NUMBER_LIMIT = 300, 1000, 60
UNDO_MINUTES = 10

"""States, kinds, reasons, and how long each part of the page may be.

The lengths are those of Halo's one-page proposal, which takes a scientist less than an hour: title 80, hypothesis and
rationale 825, plan 1,025, five tags, ten references, 500 for each must-have.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum

LIMITS: dict[str, int] = {
    "title": 80,
    "approach": 825,
    "rationale": 825,
    "plan": 1025,
    "contact_name": 40,
    "contact_phone": 40,
    "contact_email": 120,
}
PROOF_LIMIT = 500
REPLY_LIMIT = 500
REFERENCE_LIMIT = 200
MOST_TAGS, LONGEST_TAG = 5, 20
MOST_REFERENCES = 10


class InterestStatus(LabelledEnum):
    """From the first word to the answer."""

    DRAFT = "draft", _l("草稿"), "hollow"
    SENT = "sent", _l("等待答复"), "wait"
    ENGAGED = "engaged", _l("愿意面谈"), "ok"
    DECLINED = "declined", _l("已谢绝"), ""
    WITHDRAWN = "withdrawn", _l("已撤回"), ""
    LAPSED = "lapsed", _l("条目已下架"), ""


LIVE = (InterestStatus.DRAFT, InterestStatus.SENT, InterestStatus.ENGAGED)
READ_BY_RECIPIENT = (
    InterestStatus.SENT,
    InterestStatus.ENGAGED,
    InterestStatus.DECLINED,
    InterestStatus.LAPSED,
)


class ItemKind(LabelledEnum):
    """What is answered."""

    CHALLENGE = "challenge", _l("需求")
    ACHIEVEMENT = "achievement", _l("成果")


class DeclineReason(LabelledEnum):
    """Why somebody is not met; after the yearly classes of refusal of industry partners (too early, benefit unclear,
    commercial route unclear, description unclear)."""

    OTHER_FIELD = "other_field", _l("方向不符")
    FIGURES = "figures", _l("指标达不到")
    TOO_EARLY = "too_early", _l("技术太早期")
    BENEFIT = "benefit", _l("比现有做法的好处不清楚")
    UNCLEAR = "unclear", _l("描述不清楚")
    TERMS = "terms", _l("费用或条件不合适")
    HAS_PARTNER = "has_partner", _l("已有合作方")
    OTHER = "other", _l("其他")


class AnswerRate(LabelledEnum):
    """How reliably a unit answers, in words: the exact figure would name an anonymous unit."""

    ALWAYS = "always", _l("总是按期答复")
    MOSTLY = "mostly", _l("大多按期答复")
    SELDOM = "seldom", _l("较少按期答复")


RATE_FLOORS = ((90, AnswerRate.ALWAYS), (60, AnswerRate.MOSTLY), (0, AnswerRate.SELDOM))
RATE_DAYS = 365  # how far back the rate looks
FEWEST_FOR_RATE = 3

"""The fixed choices of a bid, and the lengths of its texts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaker.kernel.enums import LabelledEnum


class BidStatus(LabelledEnum):
    """Where a bid stands. What is not handed in when the deadline comes has lapsed."""

    DRAFT = "draft", _l("草稿"), "hollow"
    SUBMITTED = "submitted", _l("已递交"), "wait"
    ELIGIBLE = "eligible", _l("资格审查通过"), "work"
    INELIGIBLE = "ineligible", _l("资格审查未通过"), "bad"
    WITHDRAWN = "withdrawn", _l("已撤回"), ""
    LAPSED = "lapsed", _l("已失效"), ""
    AWARDED = "awarded", _l("已中榜"), "ok"
    NOT_AWARDED = "not_awarded", _l("未中榜"), ""


class MemberAnswer(LabelledEnum):
    """What a unit has said about being in the team. A released one is free to join another."""

    INVITED = "invited", _l("待确认"), "wait"
    CONFIRMED = "confirmed", _l("已确认"), "ok"
    DECLINED = "declined", _l("已谢绝"), "bad"
    RELEASED = "released", _l("已退出"), ""


class RelationKind(LabelledEnum):
    """What ties the team to the sponsor; a controlling relation bars it from bidding."""

    NONE = "none", _l("没有关联关系")
    DISCLOSED = "disclosed", _l("有往来，如下说明（如以往合同、共同申请的专利、亲属任职）")
    CONTROLLING = "controlling", _l("有控股、管理或同一实际控制人关系")


LIVE = (BidStatus.DRAFT, BidStatus.SUBMITTED, BidStatus.ELIGIBLE, BidStatus.AWARDED)
"""States that keep a team's place: no second bid of the same unit beside one of them."""
# Most characters of each text, after the parts of a national 申报书.
LIMITS = {
    "background": 2000,
    "objectives": 3000,
    "route": 3000,
    "foundation": 2000,
    "organization": 2000,
    "industrialization": 1500,
    "ip_terms": 1500,
    "relation_note": 500,
}
DIVISION_LIMIT = 300
MOST_MEMBERS = 10  # beside the lead
MOST_FILES = 10

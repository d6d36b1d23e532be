"""The rules that bar a unit or a team from bidding, each with the sentence that names it."""

from __future__ import annotations

from flask_babel import gettext as _

from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import RelationKind
from matchmaker.challenges.models import Challenge
from matchmaker.organizations.models import Organization
from matchmaker.organizations.services import ban_in_force


def unit_problem(challenge: Challenge, unit: Organization) -> str:
    """Why this unit may be in no team of this challenge; empty when it may."""
    if unit.id == challenge.sponsor_id:
        return _("发榜方不能揭自己的榜，也不能参加联合体（揭榜规则：需求单位不得揭榜）。")
    ban = ban_in_force(unit.id)
    if ban is not None:
        return _(
            "%(name)s 有失信记录，%(day)s 以前不能揭榜（揭榜规则：失信限制期内不得揭榜）。",
            name=unit.name,
            day=ban.ends_on.isoformat(),
        )
    return ""


def team_problems(bid: Bid, content: BidContent) -> dict[str, str]:
    """Field → the rule that bars the team; empty when it may hand in."""
    found: dict[str, str] = {}
    if not bid.lead.is_verified:
        found["lead"] = _(
            "你的机构还没有通过核验，暂时不能递交。请先到“我的机构”提交核验材料，草稿会一直保留。"
        )
    units = [bid.lead, *(one.organization for one in bid.partners)]
    if sentence := next((s for unit in units if (s := unit_problem(bid.challenge, unit))), ""):
        found["members"] = sentence
    if content.relation_kind is RelationKind.CONTROLLING:
        found["relation"] = _(
            "与发榜方有控股、管理或同一实际控制人关系的单位不能揭榜（揭榜规则：关联单位回避）。"
        )
    return found

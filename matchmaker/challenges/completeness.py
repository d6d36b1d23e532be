"""What must be there before a challenge is handed in; pure rules, one sentence for each gap.

Required by call notices for open bidding: problem, core figures, term, ownership of results, money, contact.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import FundingKind
from matchmaker.kernel import clock

MONEY_KINDS = (FundingKind.BOUNTY, FundingKind.BUDGET)


def _texts() -> tuple[tuple[str, Any], ...]:
    return (
        ("title", _("请填写“需求名称”。")),
        ("summary", _("请填写“公开摘要”，用一两句话说明要解决什么。")),
        ("problem", _("请填写“主要问题”。")),
        ("domain_code", _("请选择“技术领域”。")),
        ("industry_code", _("请选择“应用行业”。")),
        ("cooperation_modes", _("请至少选一种“合作方式”。")),
        ("ip_ownership", _("请选择“知识产权归属”。")),
        ("contact_name", _("请填写“联系人”，只有你的单位和分中心看得到。")),
        ("contact_phone", _("请填写“联系电话”，只有你的单位和分中心看得到。")),
    )


def missing(challenge: Challenge) -> dict[str, str]:
    """Field → sentence for everything that still hinders handing in; empty when complete."""
    gaps = {name: sentence for name, sentence in _texts() if not getattr(challenge, name)}
    if not challenge.indicators:
        gaps["indicators"] = _("请至少填一行考核指标，例如“纯度 ≥ 99.5%%”。")
    if challenge.funding_kind is None:
        gaps["funding_kind"] = _("请选择“资金方式”。")
    elif challenge.funding_kind in MONEY_KINDS and not challenge.funding_amount:
        gaps["funding_amount"] = _("请填写“金额”。不便写明时，把“资金方式”改为“面议”。")
    if challenge.ends_on is None:
        gaps["ends_on"] = _("请填写“完成时限”。")
    elif challenge.ends_on < clock.today():
        gaps["ends_on"] = _("“完成时限”已经过去，请改为将来的日期。")
    if problem := deadline_problem(challenge.deadline_at):
        gaps["deadline_on"] = problem
    return gaps


def deadline_problem(deadline_at: datetime | None) -> str:
    """Why a deadline cannot stand; empty when it can."""
    if deadline_at is None:
        return _("请填写“揭榜截止日”。")
    if deadline_at <= clock.now():
        return _("“揭榜截止日”已经过去，请改为将来的日期。")
    return ""

"""What a bid still lacks before it can be handed in. Pure."""

from __future__ import annotations

from flask_babel import gettext as _

from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid
from matchmaker.bids.responses import Answered
from matchmaker.bids.steps import LABELS
from matchmaker.bids.vocabulary import RelationKind
from matchmaker.kernel.money import format_wan

WANTED = ("background", "objectives", "route", "foundation", "organization", "ip_terms")


def missing(bid: Bid, content: BidContent, rows: list[Answered]) -> dict[str, str]:
    """Field → what to do; empty when everything the form asks for is there."""
    found = {
        name: _("请填写“%(name)s”。", name=LABELS[name]) for name in WANTED if not content.texts.get(name)
    }
    for name in ("trl_now", "trl_after", "quote_amount"):
        if getattr(content, name) is None:
            found[name] = _("请填写“%(name)s”。", name=LABELS[name])
    if unanswered := [row.need.name for row in rows if not row.response.value]:
        found["responses"] = _("还没有逐项响应：%(names)s。", names="、".join(unanswered))
    for name in ("milestones", "budget", "team"):
        if not getattr(content, name):
            found[name] = _("“%(name)s”至少填一行。", name=LABELS[name])
    return found | _sums(content) | _statements(bid, content)


def _sums(content: BidContent) -> dict[str, str]:
    """Payments add up to the price that is asked: nobody signs two prices."""
    if content.quote_amount is None or not content.milestones:
        return {}
    if content.payment_total == content.quote_amount:
        return {}
    return {
        "milestones": _(
            "各里程碑付款合计 %(total)s 万元，与报价 %(quote)s 万元不一致。",
            total=format_wan(content.payment_total),
            quote=format_wan(content.quote_amount),
        )
    }


def _statements(bid: Bid, content: BidContent) -> dict[str, str]:
    found = {}
    for one in bid.partners:
        if not content.divisions.get(str(one.organization_id)):
            found["members"] = _("请写明 %(name)s 的分工。", name=one.organization.name)
    if not content.relation:
        found["relation"] = _("请声明与发榜方有没有关联关系。")
    elif content.relation_kind is RelationKind.DISCLOSED and not content.texts.get("relation_note"):
        found["relation_note"] = _("请说明与发榜方有什么往来。")
    if not content.is_undertaken:
        found["is_undertaken"] = _("请阅读并作出承诺。")
    return found

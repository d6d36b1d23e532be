"""The steps of the bid form, in order, with the fields of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Step:
    """One page of the form; ``slug`` stands in its address."""

    slug: str
    title: Any
    lead: Any
    fields: tuple[str, ...]


STEPS = (
    Step("plan", _l("技术方案"), _l("怎么做，现在做到哪一步，做完到哪一步。"),
         ("background", "objectives", "route", "trl_now", "trl_after")),
    Step("response", _l("逐项响应"), _l("榜单上的每一项指标都要回应：承诺值、怎么达到、凭什么相信。"), ("responses",)),
    Step("schedule", _l("进度与经费"), _l("报价、里程碑和每一步的付款、经费怎么用。付款合计要等于报价。"),
         ("quote_amount", "milestones", "budget", "organization")),
    Step("team", _l("团队与单位"), _l("谁来做，做过什么；联合体的每家单位都要自己确认。"), ("team", "foundation", "members")),
    Step("terms", _l("约定与声明"), _l("成果归谁、怎么产业化；与发榜方的关系；承诺。"),
         ("ip_terms", "industrialization", "relation", "relation_note", "is_undertaken")),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}
LABELS: dict[str, Any] = {
    "background": _l("国内外现状及趋势"),
    "objectives": _l("研究目标及内容"),
    "route": _l("技术路线"),
    "trl_now": _l("目前的技术成熟度"),
    "trl_after": _l("完成后的技术成熟度"),
    "responses": _l("指标响应"),
    "quote_amount": _l("报价"),
    "milestones": _l("里程碑与付款"),
    "budget": _l("经费预算"),
    "organization": _l("组织实施、保障措施及风险分析"),
    "team": _l("研究团队"),
    "foundation": _l("申报及参与单位研究基础"),
    "members": _l("联合体"),
    "ip_terms": _l("知识产权约定"),
    "industrialization": _l("产业化安排"),
    "relation": _l("与发榜方的关联关系"),
    "relation_note": _l("关联情况说明"),
    "is_undertaken": _l("承诺"),
    "lead": _l("揭榜单位"),
    "files": _l("附件"),
}


def step_of(field: str) -> Step:
    """The step whose page holds this field; the last one for what has no field of its own."""
    return next((step for step in STEPS if field in step.fields), STEPS[-1])

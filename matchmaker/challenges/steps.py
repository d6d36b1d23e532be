"""The six steps of the guided form: what each asks, and which step a field stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Step:
    """One page of the form; ``fields`` are those it edits, in their order."""

    slug: str
    title: Any
    heading: Any
    lead: Any
    fields: tuple[str, ...]


STEPS = (
    Step("problem", _l("问题与背景"), _l("遇到了什么问题"), _l("写清楚问题本身：现在怎样、差在哪里、试过什么。不用先想好解决办法。"),
         ("title", "summary", "problem", "present_state", "tried", "expected_goal", "research_content")),
    Step("field", _l("领域与行业"), _l("属于哪个领域"), _l("领域和行业决定谁会看到这项需求，也参与匹配。"),
         ("keywords", "domain_code", "industry_code", "discipline_code", "activity_type", "region_code")),
    Step("indicators", _l("考核指标"), _l("要做到什么程度"), _l("每行写一个可以测量的指标。发榜后，揭榜方逐行响应，验收时逐行测定。"),
         ("indicators", "trl_required", "process_scale", "scale_tpa")),
    Step("funding", _l("资金与时限"), _l("投入多少，什么时候完成"), _l("金额以万元计。截止日是接收方案的最后一天，北京时间 17:00。"),
         ("funding_kind", "funding_amount", "payment_terms", "starts_on", "ends_on", "deadline_on")),
    Step("terms", _l("知识产权与条件"), _l("怎样合作，成果归谁"), _l("说明对揭榜方的要求和你能提供的条件，能减少无效方案。"),
         ("cooperation_modes", "max_awards", "race_stages", "partner_wish", "ip_ownership", "ip_note", "solver_conditions", "sponsor_provides")),
    Step("release", _l("保密与发布"), _l("谁能看到这些内容"), _l("每一项都可以单独设定。系统匹配会用到保密层，但理由中不显示原文。"),
         ("is_anonymous", "field_layers", "contact_name", "contact_phone", "attachments")),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}
_STEP_OF = {name: step for step in STEPS for name in step.fields}


def step_of(field: str) -> Step:
    """The step in which a field is edited; ``layer_…`` fields belong to the last one."""
    return STEPS[-1] if field.startswith("layer_") else _STEP_OF.get(field, STEPS[0])


def position_of(slug: str) -> int:
    """The place of a step, from 0. Raises KeyError for an unknown one."""
    return STEPS.index(BY_SLUG[slug])


# What the form calls each field; the screening page and the lists of gaps use the same words.
LABELS: dict[str, Any] = {
    "title": _l("需求名称"),
    "summary": _l("公开摘要"),
    "problem": _l("主要问题"),
    "present_state": _l("现状"),
    "tried": _l("已试过的办法"),
    "expected_goal": _l("预期目标"),
    "research_content": _l("主要研究内容"),
    "keywords": _l("关键词"),
    "domain_code": _l("技术领域"),
    "industry_code": _l("应用行业"),
    "discipline_code": _l("学科分类"),
    "activity_type": _l("科技活动类型"),
    "region_code": _l("所在地区"),
    "indicators": _l("考核指标"),
    "trl_required": _l("要求的成熟度"),
    "process_scale": _l("工艺规模"),
    "scale_tpa": _l("处理规模"),
    "funding_kind": _l("资金方式"),
    "funding_amount": _l("金额"),
    "payment_terms": _l("付款方式"),
    "starts_on": _l("开始日期"),
    "ends_on": _l("完成时限"),
    "deadline_on": _l("揭榜截止日"),
    "cooperation_modes": _l("合作方式"),
    "max_awards": _l("赛马制"),
    "race_stages": _l("评比节点"),
    "partner_wish": _l("意向合作单位"),
    "ip_ownership": _l("知识产权归属"),
    "ip_note": _l("知识产权补充约定"),
    "solver_conditions": _l("对揭榜方的要求"),
    "sponsor_provides": _l("发榜方提供"),
    "is_anonymous": _l("隐去单位名称"),
    "field_layers": _l("可见范围"),
    "contact_name": _l("联系人"),
    "contact_phone": _l("联系电话"),
    "attachments": _l("附件"),
}

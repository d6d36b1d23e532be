"""Forms of calls; shape and wording only."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField

from matchmaker.calls.fields import CriteriaField, HolidaysField, TiersField
from matchmaker.calls.models import Call
from matchmaker.calls.periods import closing_of, day_of, opening_of
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import LIMITS, DayKind, RankingMethod
from matchmaker.organizations.vocabulary import OrganizationKind
from matchmaker.taxonomy.forms import TermsField
from matchmaker.web.forms import (
    BaseForm,
    DayField,
    NoteForm,
    Required,
    VersionedForm,
    WanField,
    area_field,
    checkbox_group,
    choices_of,
    enum_field,
    text_field,
)

_PROPOSERS = (
    OrganizationKind.ENTERPRISE,
    OrganizationKind.UNIVERSITY,
    OrganizationKind.INSTITUTE,
    OrganizationKind.AGENCY,
)


def _number(label: Any, hint: Any = "") -> IntegerField:
    return IntegerField(label, [Required()], description=hint)


class CallForm(VersionedForm):
    """Texts, window and rules of a call."""

    title = text_field(_l("征集名称"), LIMITS["title"], required=True)
    introduction = area_field(_l("征集说明"), LIMITS["introduction"], hint=_l("面向谁、重点方向、怎样申报。"))
    contact = text_field(_l("咨询方式"), LIMITS["contact"], hint=_l("写单位的电话或地址，会公开。"))
    domain_codes = TermsField(_l("技术领域"), scheme="domain", most=10, description=_l("不选表示不限领域。"))
    opens_on = DayField(_l("开始日期"))
    closes_on = DayField(_l("截止日期"), description=_l("到这一天 17:00 停止接收。"))

    proposer_kinds = checkbox_group(
        _l("可以申报的单位"), lambda: [c for c in choices_of(OrganizationKind) if c.value in _PROPOSERS]
    )
    min_bounty_amount = WanField(_l("最低榜额"), description=_l("不填表示不限。"))
    has_intensity = BooleanField(_l("核对申报企业的研发投入强度"))
    intensity = TiersField(
        _l("研发投入强度"),
        render_kw={"rows": 4},
        description=_l("每行“营业收入上限（万元） 百分比”，最后一行写“其余”。"),
    )
    has_assessment = BooleanField(_l("发榜前由专家论证并公示需求"))
    publishes_assessors = BooleanField(_l("公示论证专家的姓名和分数"))
    need_notice_days = _number(_l("需求公示天数"))
    need_notice_kind = enum_field(_l("需求公示按"), DayKind, required=True, blank=None)
    award_notice_days = _number(_l("中榜公示天数"))
    award_notice_kind = enum_field(_l("中榜公示按"), DayKind, required=True, blank=None)
    min_bidding_days = _number(_l("揭榜期至少（天）"))
    question_cutoff_days = _number(_l("截止前几天停止提问"))
    criteria = CriteriaField(
        _l("评审标准与权重"),
        [Required()],
        render_kw={"rows": 8},
        description=_l("每行“标准 权重”，权重相加等于 100。征集发布后不能改。"),
    )
    panel_size = _number(_l("评委人数"), _l("单数，至少 3 人。"))
    ranking = enum_field(_l("计分办法"), RankingMethod, required=True, blank=None)
    max_awards_limit = _number(
        _l("赛马制最多几个团队"), _l("一项需求最多让几个团队并行攻关，1 表示不设赛马。")
    )
    signing_days = _number(_l("公示结束后几天内签约"))
    milestone_fail_limit = _number(_l("里程碑几次不通过即终止"))
    reissue_limit = _number(_l("流榜后最多再发榜几次"))
    subsidy_percent = _number(_l("后补助占实付的百分比"))
    subsidy_cap_amount = WanField(_l("后补助上限"), description=_l("不填表示不限。"))
    ban_years = _number(_l("失信后几年内不得申报"))

    @classmethod
    def of(cls, call: Call | None, rules: CallRules) -> CallForm:
        """The form as the call stands; a new one begins with the given rules."""
        given = {name: getattr(rules, name) for name in rules.__dataclass_fields__}
        given["proposer_kinds"] = [kind.value for kind in rules.proposer_kinds]
        for name in ("min_bounty_amount", "subsidy_cap_amount"):
            given[name] = given[name] or None
        if call is not None:
            given |= {
                name: getattr(call, name) for name in ("title", "introduction", "contact", "domain_codes")
            }
            given |= {
                "opens_on": day_of(call.opens_at),
                "closes_on": day_of(call.closes_at),
                "version": str(call.version),
            }
        return cls(data=given)

    def values(self) -> dict[str, Any]:
        """The call's own columns."""
        found = {name: self[name].data or "" for name in ("title", "introduction", "contact")}
        window = {"opens_at": opening_of(self.opens_on.data), "closes_at": closing_of(self.closes_on.data)}
        return found | window | {"domain_codes": list(self.domain_codes.data or [])}

    def rules(self) -> CallRules:
        """The rules as typed; `CallRules.problems` judges them."""
        given = {name: self[name].data for name in CallRules.__dataclass_fields__}
        given["proposer_kinds"] = tuple(OrganizationKind(value) for value in self.proposer_kinds.data or ())
        for name in ("min_bounty_amount", "subsidy_cap_amount"):
            given[name] = given[name] or 0
        return CallRules(**given)


class ExtendForm(NoteForm):
    """A later end."""

    closes_on = DayField(_l("新的截止日期"), [Required()], description=_l("到这一天 17:00 停止接收。"))


class CalendarForm(BaseForm):
    """The holidays of one year."""

    days = HolidaysField(
        _l("放假与调休"),
        render_kw={"rows": 12},
        description=_l("每行一段，休表示放假，班表示调休上班。周末不用写。"),
    )

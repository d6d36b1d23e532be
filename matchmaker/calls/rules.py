"""The rules of a call as one value: read from JSON, checked, asked. Pure.

The defaults are those of published call notices: R&D intensity by turnover after Yichang 2022, ten days of notice after
Rongcheng 2023, after-subsidy of 20 % of what was paid after Hunan, a ban of three years; the weights are the customary
ones. All of them differ from city to city, so each call states its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from flask_babel import gettext as _

from matchmaker.calls.vocabulary import DayKind, RankingMethod
from matchmaker.kernel.money import WAN
from matchmaker.organizations.vocabulary import OrganizationKind


@dataclass(frozen=True)
class Criterion:
    """What bids are scored by, and how much it weighs (the weights of a call sum to 100)."""

    name: str
    weight: int


@dataclass(frozen=True)
class IntensityTier:
    """Least R&D spending in per cent of last year's sales, for sales up to ``sales_below`` 分 (None: any)."""

    sales_below: int | None
    percent: float


CRITERIA = (
    Criterion("技术方案先进可行", 30),
    Criterion("指标响应程度", 25),
    Criterion("团队与基础", 20),
    Criterion("进度、里程碑与风险", 10),
    Criterion("经费合理", 10),
    Criterion("产业化与知识产权", 5),
)
TIERS = (IntensityTier(5_000 * WAN, 5), IntensityTier(20_000 * WAN, 4), IntensityTier(None, 3))
MOST_AWARDS = 5  # teams of one race (赛马)
RANGES: dict[str, tuple[int, int]] = {
    "need_notice_days": (1, 60),
    "award_notice_days": (1, 60),
    "min_bidding_days": (1, 365),
    "question_cutoff_days": (0, 60),
    "panel_size": (3, 15),
    "max_awards_limit": (1, MOST_AWARDS),
    "milestone_fail_limit": (1, 5),
    "reissue_limit": (0, 5),
    "signing_days": (1, 180),
    "subsidy_percent": (0, 100),
    "ban_years": (0, 10),
}


@dataclass(frozen=True)
class CallRules:
    """Amounts are 分, periods days, shares per cent."""

    proposer_kinds: tuple[OrganizationKind, ...] = (OrganizationKind.ENTERPRISE,)
    min_bounty_amount: int = 0
    has_intensity: bool = False  # whether R&D intensity is asked for
    intensity: tuple[IntensityTier, ...] = TIERS
    has_assessment: bool = False  # whether experts assess a need and a notice is given before it is issued
    publishes_assessors: bool = (
        False  # whether their names and scores stand in the notice (so Rongcheng 2023)
    )
    need_notice_days: int = 10
    need_notice_kind: DayKind = DayKind.CALENDAR
    award_notice_days: int = 5
    award_notice_kind: DayKind = DayKind.WORKING
    min_bidding_days: int = 30
    question_cutoff_days: int = 5  # before the deadline, so that answers can still be used
    criteria: tuple[Criterion, ...] = CRITERIA
    panel_size: int = 5
    ranking: RankingMethod = RankingMethod.TRIMMED_MEAN
    max_awards_limit: int = 3  # teams a need may let run side by side (赛马制); 1: no races
    milestone_fail_limit: int = 2
    reissue_limit: int = 2
    signing_days: int = 60
    subsidy_percent: int = 20
    subsidy_cap_amount: int = 0  # 0: none
    ban_years: int = 3

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """From what `to_json` made; keys that are missing (of older versions) take the default."""
        known = {f.name: stored[f.name] for f in fields(cls) if f.name in stored}
        readers: dict[str, Callable[[Any], Any]] = {
            "proposer_kinds": lambda v: tuple(OrganizationKind(kind) for kind in v),
            "intensity": lambda v: tuple(IntensityTier(**tier) for tier in v),
            "criteria": lambda v: tuple(Criterion(**one) for one in v),
            "need_notice_kind": DayKind,
            "award_notice_kind": DayKind,
            "ranking": RankingMethod,
        }
        return cls(
            **{name: readers[name](value) if name in readers else value for name, value in known.items()}
        )

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["proposer_kinds"] = [kind.value for kind in self.proposer_kinds]
        for name in ("intensity", "criteria"):
            found[name] = list(found[name])
        return found

    def problems(self) -> dict[str, str]:
        """Field → why the rules cannot stand; empty when they can."""
        found = {
            name: _("要在 %(low)s 到 %(high)s 之间。", low=low, high=high)
            for name, (low, high) in RANGES.items()
            if not low <= getattr(self, name) <= high
        }
        if not self.proposer_kinds:
            found["proposer_kinds"] = _("请至少选一类可以申报的单位。")
        if problem := _criteria_problem(self.criteria):
            found["criteria"] = problem
        if self.panel_size % 2 == 0:
            found["panel_size"] = _("评委人数要是单数。")
        if self.ranking is RankingMethod.TRIMMED_MEAN and self.panel_size < 5:
            found["ranking"] = _("去掉最高分和最低分，评委至少要 5 人。")
        return found

    def required_intensity(self, sales_amount: int) -> float:
        """Least R&D spending, in per cent of sales, for a company with these sales (分)."""
        for tier in self.intensity:
            if tier.sales_below is None or sales_amount < tier.sales_below:
                return tier.percent
        return 0.0


def _criteria_problem(criteria: tuple[Criterion, ...]) -> str:
    names = [one.name for one in criteria]
    if not criteria:
        return _("请至少写一条评审标准。")
    if any(not name or len(name) > 40 for name in names) or len(names) != len(set(names)):
        return _("评审标准的名称不能空、不能重复，最多 40 字。")
    if any(one.weight <= 0 for one in criteria):
        return _("每条标准的权重都要大于 0。")
    if (total := sum(one.weight for one in criteria)) != 100:
        return _("各条权重相加要等于 100，现在是 %(total)s。", total=total)
    return ""


@dataclass(frozen=True)
class Proposer:
    """What the rules ask about the unit that proposes a need; None: not stated."""

    kind: OrganizationKind
    bounty_amount: int | None
    sales_amount: int | None = None
    rd_amount: int | None = None


def refusals(rules: CallRules, proposer: Proposer) -> dict[str, str]:
    """Field → the rule that refuses the proposal; empty when it may be handed in."""
    found: dict[str, str] = {}
    if proposer.kind not in rules.proposer_kinds:
        kinds = "、".join(str(kind.label) for kind in rules.proposer_kinds)
        found["call"] = _("本次征集只接收%(kinds)s申报。", kinds=kinds)
    if rules.min_bounty_amount and (proposer.bounty_amount or 0) < rules.min_bounty_amount:
        least = rules.min_bounty_amount // WAN
        found["funding_amount"] = _("本次征集要求榜额不低于 %(least)s 万元。", least=least)
    if rules.has_intensity:
        found |= _intensity_refusals(rules, proposer)
    return found


def _intensity_refusals(rules: CallRules, proposer: Proposer) -> dict[str, str]:
    if not proposer.sales_amount:
        return {"sales_amount": _("请填写“上年度营业收入”，本次征集要核对研发投入强度。")}
    if proposer.rd_amount is None:
        return {"rd_amount": _("请填写“上年度研发投入”，本次征集要核对研发投入强度。")}
    needed, reached = (
        rules.required_intensity(proposer.sales_amount),
        100 * proposer.rd_amount / proposer.sales_amount,
    )
    if reached >= needed:
        return {}
    return {
        "rd_amount": _(
            "研发投入强度 %(reached)s%%，低于本次征集要求的 %(needed)s%%。",
            reached=f"{reached:.2f}".rstrip("0").rstrip("."),
            needed=f"{needed:g}",
        )
    }

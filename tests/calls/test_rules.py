"""The rules as a value: there and back, what cannot stand, whom they refuse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from matchmaker.calls.rules import CallRules, Criterion, IntensityTier, Proposer, refusals
from matchmaker.calls.vocabulary import RankingMethod
from matchmaker.kernel.money import WAN
from matchmaker.organizations.vocabulary import OrganizationKind as Kind

RULES = CallRules(min_bounty_amount=50 * WAN, has_intensity=True)


def test_there_and_back() -> None:
    rules = replace(RULES, criteria=(Criterion("创新", 60), Criterion("团队", 40)), panel_size=7)
    assert CallRules.from_json(rules.to_json()) == rules
    assert CallRules.from_json({}) == CallRules()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"criteria": (Criterion("创新", 60), Criterion("团队", 30))}, "criteria"),
        ({"criteria": (Criterion("创新", 50), Criterion("创新", 50))}, "criteria"),
        ({"criteria": (Criterion("创新", 101), Criterion("团队", -1))}, "criteria"),
        ({"criteria": ()}, "criteria"),
        ({"panel_size": 4}, "panel_size"),
        ({"panel_size": 3}, "ranking"),
        ({"proposer_kinds": ()}, "proposer_kinds"),
        ({"need_notice_days": 0}, "need_notice_days"),
        ({"subsidy_percent": 101}, "subsidy_percent"),
    ],
)
def test_what_cannot_stand(app: Flask, change: dict[str, object], field: str) -> None:
    with app.test_request_context():
        assert field in replace(RULES, **change).problems()


def test_the_defaults_can_stand(app: Flask) -> None:
    with app.test_request_context():
        assert CallRules().problems() == {}
        assert replace(RULES, panel_size=3, ranking=RankingMethod.MEAN).problems() == {}


@pytest.mark.parametrize(
    ("sales", "percent"), [(4_999 * WAN, 5), (5_000 * WAN, 4), (19_999 * WAN, 4), (20_000 * WAN, 3)]
)
def test_the_tier_follows_the_sales(sales: int, percent: float) -> None:
    assert RULES.required_intensity(sales) == percent


@pytest.mark.parametrize(
    ("proposer", "fields"),
    [
        (Proposer(Kind.ENTERPRISE, 50 * WAN, 4_000 * WAN, 200 * WAN), set()),
        (Proposer(Kind.ENTERPRISE, 50 * WAN, 4_000 * WAN, 200 * WAN - 1), {"rd_amount"}),
        (Proposer(Kind.ENTERPRISE, 50 * WAN - 1, 4_000 * WAN, 200 * WAN), {"funding_amount"}),
        (Proposer(Kind.ENTERPRISE, None, 4_000 * WAN, 200 * WAN), {"funding_amount"}),
        (Proposer(Kind.UNIVERSITY, 50 * WAN, 4_000 * WAN, 200 * WAN), {"call"}),
        (Proposer(Kind.ENTERPRISE, 50 * WAN), {"sales_amount"}),
        (Proposer(Kind.ENTERPRISE, 50 * WAN, 4_000 * WAN), {"rd_amount"}),
    ],
)
def test_whom_they_refuse(app: Flask, proposer: Proposer, fields: set[str]) -> None:
    with app.test_request_context():
        assert set(refusals(RULES, proposer)) == fields


def test_without_conditions_everybody_may() -> None:
    open_rules = CallRules(proposer_kinds=tuple(Kind), intensity=(IntensityTier(None, 3),))
    assert refusals(open_rules, Proposer(Kind.AGENCY, None)) == {}

"""Which broker gets an item, as a pure function."""

from __future__ import annotations

from datetime import UTC, datetime

from matchmaker.brokers.choice import Desk, Facts, Rule, choose

FACTS = Facts("challenge", "new_materials", frozenset({"150302", "150300", "150000"}))


def itself(person: int) -> int | None:
    return person


def test_rules_fit_by_kind_field_and_wider_region() -> None:
    fitting = [
        Rule(1),
        Rule(1, item_kind="challenge"),
        Rule(1, domain_code="new_materials"),
        Rule(1, region_code="150000"),
    ]
    assert all(rule.fits(FACTS) for rule in fitting)
    others = [
        Rule(1, item_kind="achievement"),
        Rule(1, domain_code="environment"),
        Rule(1, region_code="150200"),
    ]
    assert not any(rule.fits(FACTS) for rule in others)


def test_least_relative_load_then_longest_wait_then_number() -> None:
    both = [Rule(1), Rule(2)]
    assert choose(both, FACTS, {1: Desk(10, 3), 2: Desk(20, 5)}, itself) == 2
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert choose(both, FACTS, {1: Desk(10, 2, late), 2: Desk(20, 4, early)}, itself) == 2
    assert choose(both, FACTS, {1: Desk(10, 2, early), 2: Desk(20, 4, early)}, itself) == 1


def test_priority_comes_before_load_but_the_full_and_unwilling_are_passed_over() -> None:
    rules = [Rule(1, priority=1), Rule(2, priority=2)]
    assert choose(rules, FACTS, {1: Desk(10, 9), 2: Desk(10)}, itself) == 1
    assert choose(rules, FACTS, {1: Desk(10, 10), 2: Desk(10)}, itself) == 2
    assert choose(rules, FACTS, {1: Desk(10), 2: Desk(10)}, itself, frozenset({1})) == 2
    assert choose(rules, FACTS, {2: Desk(10)}, itself) == 2  # the first may not get items at all
    assert choose([Rule(1)], FACTS, {1: Desk(1, 1)}, itself) is None and choose([], FACTS, {}, itself) is None


def test_who_is_away_is_replaced_by_his_deputy() -> None:
    desks = {1: Desk(10), 3: Desk(10, 9)}
    assert choose([Rule(1)], FACTS, desks, lambda person: 3 if person == 1 else person) == 3
    assert choose([Rule(1)], FACTS, desks, lambda person: None) is None

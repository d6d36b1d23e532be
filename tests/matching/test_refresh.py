"""From publication to stored suggestion: both directions, changes, closings, failures, and what readers get."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, select

from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import jobs, queries, services
from matchmaker.matching.models import Match, MatchFeedback, MatchRefresh
from matchmaker.matching.weights import current_version
from tests.factories.accounts import make_user
from tests.matching.market import GBL, MEMBRANE, VINEYARD, Need, Offer, add, hidden_from_all, settle

STAFF = Actor(user_id=1, roles=frozenset({Role.OPERATOR}))


def pairs() -> dict[tuple[int, int], int]:
    return {(row.challenge_id, row.target_id): row.score for row in db.session.scalars(select(Match))}


def test_a_published_need_finds_its_offer_and_nothing_else(market: Flask) -> None:
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg，纯度 99.96%，蒸汽单耗 0.83 t/t")
    add(Offer, 2, **VINEYARD)
    add(Need, 7, **GBL, figures="水分≤50 mg/kg，纯度≥99.95%，蒸汽单耗≤0.8 t/t，色度≤10 Hazen")
    settle()
    with market.test_request_context():
        found = queries.suggestions_for_challenge(ANONYMOUS, db.session.get(Need, 7))
        (one,) = found.items
        assert one.item.id == 1
        assert one.match.score >= 75
        assert "深度脱水" in one.why.own_words
        assert [row["verdict"] for row in one.why.verdicts] == ["met", "met", "close", "unstated"]
        assert ("领域", "同为 C2614 有机化学原料制造") in one.why.lines
        assert not found.is_pending


def test_nothing_suitable_is_said_so(market: Flask) -> None:
    add(Offer, 2, **VINEYARD)
    add(Need, 7, **GBL)
    settle()
    with market.test_request_context():
        found = queries.suggestions_for_challenge(ANONYMOUS, db.session.get(Need, 7))
        assert (found.items, found.compared) == ([], 1)


@pytest.mark.parametrize("need_first", [True, False])
def test_score_does_not_depend_on_which_side_came_last(market: Flask, need_first: bool) -> None:
    steps = [
        lambda: add(Need, 7, **GBL, figures="水分≤50ppm"),
        lambda: add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg"),
    ]
    for step in steps if need_first else reversed(steps):
        step()
        settle()
    stored = pairs()
    with transaction():
        services.refresh_matches(["challenge:7"])
    from_need = pairs()
    with transaction():
        services.refresh_matches(["achievement:1"])
    assert stored == from_need == pairs()
    assert set(stored) == {(7, 1)}


def test_change_closing_and_return(market: Flask) -> None:
    add(Need, 7, **GBL)
    add(Offer, 1, **MEMBRANE)
    settle()
    identity = db.session.scalar(select(Match.id))
    with transaction():
        db.session.get(Offer, 1).trl = 3
    settle()
    assert db.session.scalar(select(Match.id)) == identity
    assert db.session.scalar(select(Match.score)) < 100
    with transaction():
        db.session.get(Need, 7).status = "closed"
    settle()
    assert pairs() == {}
    with transaction():
        db.session.get(Need, 7).status = "open"
    settle()
    assert set(pairs()) == {(7, 1)}
    with transaction():
        db.session.delete(db.session.get(Offer, 1))
    settle()
    assert pairs() == {}


def test_unstated_indicators_do_not_lower_the_score(market: Flask) -> None:
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg")
    add(Need, 7, **GBL, figures="水分≤50ppm")
    add(Need, 8, **GBL, figures="水分≤50ppm，色度≤10 Hazen，酸值≤0.1 mg/g")
    settle()
    scores = pairs()
    assert scores[7, 1] == scores[8, 1]


def test_a_mark_set_while_working_survives(market: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add(Need, 7, **GBL)
    real = services.plan_matches

    def mark_again(key: str, collection: object) -> services.Plan:
        plan = real(key, collection)  # type: ignore[arg-type]
        monkeypatch.setattr(services, "plan_matches", real)
        db.session.rollback()
        with transaction():
            services.mark_stale([key])
        return plan

    monkeypatch.setattr(services, "plan_matches", mark_again)
    settle()
    assert db.session.scalar(select(MatchRefresh)) is None  # done again, not lost


def test_one_bad_object_does_not_stop_the_others(market: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add(Need, 7, **GBL)
    add(Offer, 1, **MEMBRANE)
    real = services.plan_matches

    def fail_for_offers(key: str, collection: object) -> services.Plan:
        if key == "challenge:7":
            raise RuntimeError("broken")
        return real(key, collection)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "plan_matches", fail_for_offers)
    settle()
    mark = db.session.scalars(select(MatchRefresh)).one()
    assert (mark.key, mark.attempts) == ("challenge:7", 1)
    assert mark.retry_at is not None
    assert set(pairs()) == {(7, 1)}
    assert jobs.refresh_task() == 0  # not before its time


def test_hidden_words_count_but_are_not_shown(market: Flask) -> None:
    add(Offer, 1, **MEMBRANE | {"body": MEMBRANE["body"] + "可脱除杂质蓝鲸藻酸酯。"})
    add(Need, 7, **GBL, secret="进料含杂质蓝鲸藻酸酯", owner_id=5, figures="水分≤51 mg/kg", layer=Layer.NDA)
    settle()
    need = db.session.get(Need, 7)
    with market.test_request_context():
        for actor, may in (
            (ANONYMOUS, False),
            (Actor(user_id=3, organization_id=9), False),
            (STAFF, True),
            (Actor(user_id=4, organization_id=5), True),
        ):
            (one,) = queries.suggestions_for_challenge(actor, need).items
            assert ("蓝鲸藻酸酯" in "".join(one.why.own_words)) is may
            assert bool(one.why.verdicts) is may
            assert bool(one.why.hidden) is not may


def test_invisible_targets_are_not_suggested(market: Flask) -> None:
    add(Need, 7, **GBL)
    add(Offer, 1, **MEMBRANE)
    settle()
    hidden_from_all.add(str(MEMBRANE["title"]))
    with market.test_request_context():
        assert queries.suggestions_for_challenge(ANONYMOUS, db.session.get(Need, 7)).items == []


def queries_for(need: Need, market: Flask, expected: int) -> int:
    """How many statements it takes to read ``expected`` suggestions."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    with market.test_request_context():
        found = queries.suggestions_for_challenge(ANONYMOUS, need)
        assert found.shown == expected
        assert found.combinations == []  # asking for them takes no query either
    event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_number_of_queries_does_not_grow(market: Flask) -> None:
    add(Need, 7, **GBL)
    counts = []
    for last in (1, 10):
        for number in range(1, last + 1):
            if db.session.get(Offer, number) is None:
                db.session.rollback()
                add(Offer, number, **MEMBRANE)
        settle()
        counts.append(queries_for(db.session.get(Need, 7), market, last))
        db.session.rollback()
    assert counts[0] == counts[1] <= 6


def test_feedback_is_kept_once_per_person_and_outlives_recomputation(market: Flask) -> None:
    add(Need, 7, **GBL)
    add(Offer, 1, **MEMBRANE)
    settle()
    person = Actor(user_id=make_user().id)
    with transaction():
        match = db.session.scalars(select(Match)).one()
        services.give_feedback(person, match, grade=3)
        services.give_feedback(person, match, grade=4, is_reason_wrong=True, note="词不对")
        db.session.delete(match)
    kept = db.session.scalars(select(MatchFeedback)).one()
    assert (kept.grade, kept.is_reason_wrong, kept.note, kept.scorer_version) == (
        4,
        True,
        "词不对",
        current_version(),
    )

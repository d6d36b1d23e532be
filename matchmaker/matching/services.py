"""Computing and storing suggestions, and taking judgements of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.events import publish
from matchmaker.matching.candidates import Collection, matches_of
from matchmaker.matching.events import FeedbackGiven
from matchmaker.matching.explain import explain
from matchmaker.matching.features import features_of
from matchmaker.matching.models import Match, MatchCount, MatchFeedback, MatchRefresh, TargetKind
from matchmaker.matching.policy import POLICY, MatchPermission
from matchmaker.matching.scorer import score_pair
from matchmaker.matching.sides import NEED, Side
from matchmaker.matching.weights import current_version, current_weights
from matchmaker.search.producer import parse_key

MATCHED_KINDS = frozenset({NEED, *(kind.value for kind in TargetKind)})


@dataclass
class Plan:
    """All pairs of one object as they should be stored; empty when it is gone or closed."""

    key: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    compared: int = 0


def plan_matches(key: str, collection: Collection) -> Plan:
    """Compute the pairs of one object. Reads only; the slow part, done outside of any write."""
    side = collection.sides([key])[key]
    plan = Plan(key)
    if side is None:
        return plan
    pairs: list[tuple[Side, Side]] = []
    for partner in collection.partners(side):
        need, offer = (side, partner) if side.kind == NEED else (partner, side)
        row = match_row(need, offer, collection)
        if row is not None:
            plan.rows.append(row)
            pairs.append((need, offer))
    if current_app.config["RERANKER_FOLDER"]:
        from matchmaker.matching.rerankers import rerank_rows  # loaded only where it is wanted

        rerank_rows(current_app, pairs, plan.rows)
    if side.kind == NEED:
        plan.compared = collection.offers
    return plan


def match_row(need: Side, offer: Side, collection: Collection) -> dict[str, Any] | None:
    """The columns of a pair; None when it is too weak to be kept."""
    if need.owner_id is not None and need.owner_id == offer.owner_id:
        return None  # nobody is recommended the own offer
    weights = current_weights()
    features = features_of(need, offer, collection.rarity, weights)
    score = score_pair(features, weights)
    if score.total < weights["kept_from"]:
        return None
    reasons = explain(need, offer, collection, weights)
    return {
        "challenge_id": need.object_id,
        "target_kind": TargetKind(offer.kind),
        "target_id": offer.object_id,
        "score": score.total,
        "parts": {part: list(points) for part, points in score.parts.items()},
        "features": {
            name: None if value is None else round(value, 4) for name, value in features.values.items()
        },
        "reasons": [reason.to_json() for reason in reasons],
        "verdicts": [comparison.to_json() for comparison in features.comparisons],
        # People are never duplicates of each other, however alike their fields.
        "sketch": list(offer.public_sketch) if offer.kind == TargetKind.ACHIEVEMENT.value else [],
        "scorer_version": current_version(),
    }


def store_plan(plan: Plan) -> None:
    """Make the stored pairs of an object equal to the plan; rows that stay keep their id."""
    columns = (Match.id, Match.challenge_id, Match.target_kind, Match.target_id)
    stored = {row[1:]: row.id for row in db.session.execute(select(*columns).where(matches_of(plan.key)))}
    now = clock.now()
    new: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for values in plan.rows:
        known = stored.pop((values["challenge_id"], values["target_kind"], values["target_id"]), None)
        if known is None:
            new.append({**values, "computed_at": now})
        else:
            kept.append({**values, "id": known, "computed_at": now})
    if new:
        db.session.execute(insert(Match), new)
    if kept:
        db.session.execute(update(Match), kept)
    if stored:
        db.session.execute(delete(Match).where(Match.id.in_(stored.values())))
    if parse_key(plan.key)[0] == NEED:
        db.session.merge(MatchCount(key=plan.key, compared=plan.compared, computed_at=now))


def refresh_matches(keys: Iterable[str]) -> int:
    """Compute and store the pairs of these objects at once; the number of pairs kept."""
    collection = Collection()
    plans = [plan_matches(key, collection) for key in keys]
    for plan in plans:
        store_plan(plan)
        db.session.flush()
    return sum(len(plan.rows) for plan in plans)


def mark_stale(keys: Iterable[str]) -> None:
    """Ask for new suggestions for these objects, in the present transaction."""
    wanted = [key for key in dict.fromkeys(keys) if parse_key(key)[0] in MATCHED_KINDS]
    table: Any = MatchRefresh.__table__
    connection = db.session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for key in wanted:
        values = {"key": key, "generation": 1, "attempts": 0, "last_error": "", "marked_at": clock.now()}
        again = {"generation": table.c.generation + 1, "attempts": 0, "last_error": "", "retry_at": None}
        statement = insert(table).values(values).on_conflict_do_update(index_elements=["key"], set_=again)
        connection.execute(statement)


def settle(seen: Sequence[tuple[str, int]]) -> None:
    """Delete the marks that were worked off, unless they were set again meanwhile."""
    for key, generation in seen:
        db.session.execute(
            delete(MatchRefresh).where(MatchRefresh.key == key, MatchRefresh.generation == generation)
        )


def give_feedback(
    actor: Actor, match: Match, *, grade: int | None = None, is_reason_wrong: bool = False, note: str = ""
) -> MatchFeedback:
    """Record (or replace) one person's judgement of a pair; ``grade`` 1–4."""
    POLICY.require(actor, MatchPermission.GIVE_FEEDBACK, match)
    pair = {
        "challenge_id": match.challenge_id,
        "target_kind": match.target_kind,
        "target_id": match.target_id,
    }
    feedback = db.session.scalar(select(MatchFeedback).filter_by(user_id=actor.user_id, **pair))
    if feedback is None:
        feedback = MatchFeedback(user_id=actor.user_id, **pair)
        db.session.add(feedback)
    feedback.grade = grade
    feedback.is_reason_wrong = is_reason_wrong
    feedback.note = note
    feedback.score_shown = match.score
    feedback.scorer_version = match.scorer_version
    db.session.flush()
    publish(FeedbackGiven(feedback.id))
    return feedback

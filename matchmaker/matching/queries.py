"""Read models of suggestions: one query for the pairs, one per kind for the objects, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Select, select

from matchmaker.extensions import db
from matchmaker.indicators.quantities import format_number
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.matching.combinations import MARGIN, Candidate, Proposal, propose
from matchmaker.matching.diversity import groups
from matchmaker.matching.models import Match, MatchCount, MatchRefresh, TargetKind
from matchmaker.matching.sides import NEED
from matchmaker.matching.wording import SCALE_LABELS, Why, layer_limit, why
from matchmaker.search.documents import get_document, has_kind
from matchmaker.search.highlighting import Highlighter

SPARE = 3  # times the limit is read, since some pairs may be invisible to the reader


@dataclass(frozen=True)
class Suggestion:
    """One pair for one reader: the other side's object, its address, and why."""

    match: Match
    item: Any
    title: str
    url: str
    why: Why
    note: Any = ""
    similar: tuple[Suggestion, ...] = ()
    """Nearly equal offers with a lower score that this reader may see too; folded under this one."""

    @property
    def title_marked(self) -> Markup:
        """The other side's title with the shared words marked."""
        return Highlighter(self.why.own_words, self.why.other_names).mark(self.title)

    @property
    def byline(self) -> str:
        """Who offers, or who asks as far as this reader may know it."""
        if sponsor := getattr(self.item, "sponsor_name", ""):
            return str(sponsor)
        holder = getattr(self.item, "holder", None) or getattr(self.item, "organization", None)
        return str(getattr(holder, "name", ""))

    @property
    def tags(self) -> list[str]:
        """Readiness and proven scale, as far as known."""
        found = []
        if trl := getattr(self.item, "trl", None):
            found.append(f"TRL {trl}")
        scale = SCALE_LABELS.get(str(getattr(self.item, "process_scale", "")).lower())
        tons = getattr(self.item, "scale_tpa", None)
        if scale or tons:
            capacity = f"{format_number(float(tons))} t/a" if tons else ""
            found.append(" ".join(part for part in (str(scale or ""), capacity) if part))
        return found


@dataclass
class Suggestions:
    """The list on a page. ``is_pending``: a newer computation is under way."""

    items: list[Suggestion] = field(default_factory=list)
    compared: int = 0
    computed_at: datetime | None = None
    is_pending: bool = False
    threshold: int = 60

    @property
    def has_hidden(self) -> bool:
        return any(one.why.hidden for one in self.items)

    @property
    def shown(self) -> int:
        """How many are on the page, the folded ones included."""
        return sum(1 + len(one.similar) for one in self.items)

    @property
    def combinations(self) -> list[Proposal]:
        """Achievements that together meet the musts; computed from what this reader sees, without any query.

        Folded ones take no part: two versions of one thing are no combination.
        """
        able = [one for one in self.items if one.match.target_kind is TargetKind.ACHIEVEMENT]
        floor = self.threshold + MARGIN
        return propose([Candidate(one, one.match.score, one.why.verdicts) for one in able], floor)


def suggestions_for_challenge(
    actor: Actor, challenge: Any, limit: int = 10, kind: TargetKind = TargetKind.ACHIEVEMENT
) -> Suggestions:
    """Offers of one kind for a need, best first."""
    statement = _ranked(limit).where(Match.challenge_id == challenge.id, Match.target_kind == kind)
    return _suggestions(actor, challenge, NEED, statement, kind.value, limit)


def suggestions_for_achievement(actor: Actor, achievement: Any, limit: int = 10) -> Suggestions:
    """Open needs an achievement answers, best first."""
    return _suggestions_for_target(actor, achievement, TargetKind.ACHIEVEMENT, limit)


def suggestions_for_expert(actor: Actor, expert: Any, limit: int = 10) -> Suggestions:
    """Open needs an expert could help with, best first."""
    return _suggestions_for_target(actor, expert, TargetKind.EXPERT, limit)


def _suggestions_for_target(actor: Actor, subject: Any, kind: TargetKind, limit: int) -> Suggestions:
    statement = _ranked(limit).where(Match.target_kind == kind, Match.target_id == subject.id)
    return _suggestions(actor, subject, kind.value, statement, NEED, limit)


def _ranked(limit: int) -> Select[Any]:
    order = (Match.score.desc(), Match.challenge_id, Match.target_id)
    return select(Match).where(Match.score >= _threshold()).order_by(*order).limit(limit * SPARE)


def _threshold() -> int:
    return int(current_app.config["MATCH_THRESHOLD"])


def _suggestions(
    actor: Actor, subject: Any, own_kind: str, statement: Select[Any], other_kind: str, limit: int
) -> Suggestions:
    key = f"{own_kind}:{subject.id}"
    rows: list[Match] = list(db.session.scalars(statement))
    found = Suggestions(threshold=_threshold())
    found.is_pending = db.session.get(MatchRefresh, key) is not None
    count = db.session.get(MatchCount, key)
    found.compared, found.computed_at = (count.compared, count.computed_at) if count else (0, None)
    if not rows or not has_kind(other_kind):
        return found
    ids = [row.challenge_id if other_kind == NEED else row.target_id for row in rows]
    others = visible(actor, other_kind, ids)
    pairs = [(row, others[number]) for row, number in zip(rows, ids, strict=True) if number in others]
    # Only offers are grouped, and only among those this reader may see.
    alike = groups([row.sketch if other_kind != NEED else None for row, _other in pairs])
    for positions in alike[:limit]:
        first, *rest = (_suggestion(actor, *pairs[one], subject, other_kind) for one in positions)
        found.items.append(replace(first, similar=tuple(rest)))
    return found


def visible(actor: Actor, kind: str, ids: Sequence[int]) -> dict[int, Any]:
    """Objects of a kind by number, as far as the reader may see them."""
    return {subject.id: subject for subject in get_document(kind).load_visible(actor, ids)}


def _suggestion(actor: Actor, match: Match, item: Any, subject: Any, other_kind: str) -> Suggestion:
    document = get_document(other_kind)
    need, offer = (item, subject) if other_kind == NEED else (subject, item)
    limits = (layer_limit(actor, need), layer_limit(actor, offer))
    return Suggestion(
        match, item, document.title(item), document.url(item), why(match, *limits), document.note(item)
    )


def load_subject(actor: Actor, kind: str, public_id: str) -> Any:
    """The need, achievement or expert with this number. Raises `NotFound` when the reader may not see it."""
    if not has_kind(kind):
        raise NotFound
    document = get_document(kind)
    model: Any = document.model
    number = db.session.scalar(select(model.id).where(model.public_id == public_id))
    found = visible(actor, kind, [number]) if number is not None else {}
    if not found:
        raise NotFound
    return next(iter(found.values()))


def load_match(actor: Actor, match_id: int) -> Match:
    """A listed suggestion whose both sides the reader may see. Raises `NotFound` otherwise."""
    match = db.session.get(Match, match_id)
    if match is None or match.score < _threshold():
        raise NotFound
    pair = ((NEED, match.challenge_id), (match.target_kind.value, match.target_id))
    if not all(has_kind(kind) and visible(actor, kind, [number]) for kind, number in pair):
        raise NotFound
    return match

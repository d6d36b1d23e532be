"""Read model of one pair: both texts with what they share, the reasons, and the lines of its score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import RANK
from matchmaker.matching.breakdown import Line, breakdown
from matchmaker.matching.models import Match
from matchmaker.matching.queries import visible
from matchmaker.matching.sides import NEED
from matchmaker.matching.weights import current_version, current_weights
from matchmaker.matching.wording import Why, layer_limit, why
from matchmaker.search.documents import Zone, get_document
from matchmaker.search.highlighting import Highlighter


@dataclass(frozen=True)
class PairText:
    """A text of one side that this reader may read, with the shared words marked."""

    label: Any
    marked: Markup
    is_title: bool


@dataclass(frozen=True)
class PairSide:
    """One side of a pair on the page that explains it."""

    kind: str
    title: str
    url: str
    texts: tuple[PairText, ...]


@dataclass(frozen=True)
class PairView:
    """A pair for one reader: both texts, the reasons, and the lines that add up to the score."""

    match: Match
    need: PairSide
    offer: PairSide
    why: Why
    lines: list[Line]
    is_outdated: bool


def pair_view(actor: Actor, match: Match) -> PairView:
    """Everything the page of a pair shows. Two queries; nothing in it comes from a layer this reader may not read."""
    need = visible(actor, NEED, [match.challenge_id])[match.challenge_id]
    offer = visible(actor, match.target_kind.value, [match.target_id])[match.target_id]
    reasons = why(match, layer_limit(actor, need), layer_limit(actor, offer))
    version, mark, _rest = match.scorer_version.partition("+")  # see `rerankers.VERSION_MARK`
    words = Highlighter(reasons.own_words, reasons.other_names)
    return PairView(
        match,
        _pair_side(actor, NEED, need, words),
        _pair_side(actor, match.target_kind.value, offer, words),
        reasons,
        breakdown(match.score, match.features, current_weights(), bool(reasons.hidden), bool(mark)),
        version != current_version(),
    )


def _pair_side(actor: Actor, kind: str, subject: Any, mark: Highlighter) -> PairSide:
    document, limit = get_document(kind), RANK[layer_limit(actor, subject)]
    texts = [
        PairText(
            field.label,
            mark.mark(text.replace("\n", "、") if field.zone is Zone.KEYWORDS else text),
            field.zone is Zone.TITLE,
        )
        for field in document.fields
        if field.is_matched and field.read is None and RANK[field.layer_of(subject)] <= limit
        if (text := field.text_of(subject))
    ]
    return PairSide(kind, document.title(subject), document.url(subject), tuple(texts))

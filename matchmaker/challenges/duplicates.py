"""While a need is being written: what already stands on the platform that is near it, and in what it differs.

Asks the index only for layers the writer may read, so nothing hidden shows, not even by being found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.challenges.quality import Sketch
from matchmaker.indicators.compare import compare_all
from matchmaker.indicators.verdicts import Verdict
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer
from matchmaker.search import recall
from matchmaker.search.documents import SearchDocument, get_document, has_kind
from matchmaker.search.normalization import normalise
from matchmaker.search.results import hidden_keys, layers_of, load_visible
from matchmaker.search.segmentation import words

KINDS = ("challenge", "achievement")
SHOWN = 3
NEAR = 0.35  # share of the text's rare terms that must be found in the other
_SHORTEST = 12  # characters of title and problem below which nothing is compared


@dataclass(frozen=True)
class Duplicate:
    """A near item: its title and address, the words in common and those of one side, figures already reached."""

    kind: str
    label: Any
    public_id: str
    title: str
    url: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    reached: tuple[str, ...]


def near_items(actor: Actor, sketch: Sketch, own_id: int) -> list[Duplicate]:
    """At most three needs and achievements near the sketch, the nearest first."""
    if len(sketch.title) + len(sketch.problem) < _SHORTEST:
        return []
    kinds = [kind for kind in KINDS if has_kind(kind)]
    body = "\n".join((sketch.summary, sketch.problem))
    parts = [(sketch.title, 3.0), ("、".join(sketch.keywords), 2.0), (body, 1.0)]
    layers = layers_of(actor)
    excluded = frozenset({f"challenge:{own_id}"}) | hidden_keys(actor, kinds)
    near = recall.similar(parts, kinds, 3 * SHOWN, layers, excluded, with_coverage=True)
    hits = [hit for hit in near if (hit.coverage or 0) >= NEAR][:SHOWN]
    items = load_visible(actor, [hit.key for hit in hits])
    return [_duplicate(sketch, hit.key, items[hit.key], layers) for hit in hits if hit.key in items]


def _duplicate(sketch: Sketch, key: str, item: Any, layers: Sequence[Layer]) -> Duplicate:
    document = get_document(key.partition(":")[0])
    theirs = _readable_text(document, item, layers)
    ours = normalise("\n".join((sketch.title, sketch.problem, "、".join(sketch.keywords))))
    own_words = _telling_words(sketch.keywords, sketch.title)
    their_words = _telling_words(getattr(item, "keywords", ()) or (), document.title(item))
    same = [
        word for word in (*own_words, *their_words) if normalise(word) in theirs and normalise(word) in ours
    ]
    missing = [word for word in own_words if normalise(word) not in theirs]
    extra = [word for word in their_words if normalise(word) not in ours]
    return Duplicate(
        document.kind,
        document.label,
        item.public_id,
        document.title(item),
        document.url(item),
        _first(same, 3),
        _first((*missing[:2], *extra[:2]), 4),
        _reached(sketch, document, item, layers) if document.kind == "achievement" else (),
    )


def _readable_text(document: SearchDocument, item: Any, layers: Sequence[Layer]) -> str:
    texts = [field.text_of(item) for field in document.fields if field.layer_of(item) in layers]
    return normalise("\n".join(texts))


def _telling_words(keywords: Iterable[str], title: str) -> tuple[str, ...]:
    return tuple(keywords) or tuple(word for word in words(title) if len(word) > 1)


def _first(found: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:most]


def _reached(sketch: Sketch, document: SearchDocument, item: Any, layers: Sequence[Layer]) -> tuple[str, ...]:
    rows = document.indicators(item) if document.indicators else ()
    offers = [row.to_indicator() for row in rows if row.layer in layers]
    found = compare_all(sketch.indicators, offers)
    return tuple(
        f"{one.need.name} {one.offer.figure}" for one in found if one.verdict is Verdict.MET and one.offer
    )[:3]

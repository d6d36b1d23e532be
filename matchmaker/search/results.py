"""From keys to what a reader sees: objects he may read, with marked titles and snippets of layers he may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer, readable
from matchmaker.search.backend import SEARCHED_LAYERS, Hit
from matchmaker.search.documents import SearchDocument, Zone, get_document, has_kind
from matchmaker.search.highlighting import Highlighter, beginning
from matchmaker.search.outbox import SearchOutbox
from matchmaker.search.producer import parse_key

_SNIPPETS = 2
_MOST_PENDING = 500


@dataclass(frozen=True)
class Snippet:
    """A piece of one field with the found words marked."""

    label: Any
    html: Markup


@dataclass(frozen=True)
class SearchHit:
    """One result: the object, its declaration, its marked title, where else the words were found."""

    item: Any
    document: SearchDocument
    title: Markup
    marked: tuple[str, ...]
    """The marked words of the title."""
    snippets: tuple[Snippet, ...]
    score: float

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def url(self) -> str:
        return self.document.url(self.item)


def layers_of(actor: Actor) -> tuple[Layer, ...]:
    """The layers an actor may search: never more than he may read of everybody's objects, never NDA."""
    return tuple(layer for layer in readable(actor.base_layer) if layer in SEARCHED_LAYERS)


def load_visible(actor: Actor, keys: Iterable[str]) -> dict[str, Any]:
    """Key → object, for those the actor may read. One query a kind."""
    wanted: dict[str, list[int]] = {}
    for key in keys:
        kind, number = parse_key(key)
        wanted.setdefault(kind, []).append(number)
    found: dict[str, Any] = {}
    for kind, ids in wanted.items():
        if has_kind(kind):
            document = get_document(kind)
            found |= {document.key_of(item.id): item for item in document.load_visible(actor, ids)}
    return found


def hidden_keys(actor: Actor, kinds: Sequence[str]) -> frozenset[str]:
    """Objects the index still shows but the actor may no longer find: changed, not yet drained."""
    statement = select(SearchOutbox.key).order_by(SearchOutbox.marked_at.desc()).limit(_MOST_PENDING)
    pending = [key for key in db.session.scalars(statement) if parse_key(key)[0] in kinds]
    if not pending:
        return frozenset()
    visible = load_visible(actor, pending)
    still = {key for key, item in visible.items() if get_document(parse_key(key)[0]).is_indexable(item)}
    return frozenset(pending) - still


def hydrate(
    actor: Actor, hits: Sequence[Hit], layers: Sequence[Layer], marker: Highlighter
) -> list[SearchHit]:
    """The objects behind the hits, in their order; what the actor may not read is left out."""
    items = load_visible(actor, [hit.key for hit in hits])
    found = []
    for hit in hits:
        item = items.get(hit.key)
        if item is not None:
            document = get_document(parse_key(hit.key)[0])
            title = document.title(item)
            found.append(
                SearchHit(
                    item,
                    document,
                    marker.mark(title),
                    tuple(marker.marked(title)),
                    _snippets(document, item, layers, marker),
                    hit.score,
                )
            )
    return found


def _snippets(
    document: SearchDocument, item: Any, layers: Sequence[Layer], marker: Highlighter
) -> tuple[Snippet, ...]:
    texts = [
        (field, field.text_of(item))
        for field in document.fields
        if field.zone is not Zone.TITLE and field.layer_of(item) in layers
    ]
    found = [
        Snippet(field.label, piece) for field, text in texts if (piece := marker.snippet(text)) is not None
    ]
    if found:
        return tuple(found[:_SNIPPETS])
    return tuple(
        Snippet(field.label, beginning(text)) for field, text in texts if text and field.zone is Zone.TEXT
    )[:1]

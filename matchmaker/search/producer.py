"""From an object of the database to what the index holds of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.search.backend import IndexDocument, LayeredText
from matchmaker.search.documents import SearchDocument, get_document, has_kind
from matchmaker.search.figures import ranges_of


def produce(document: SearchDocument, subject: Any) -> IndexDocument:
    """The object as it is now. Anything the declaration's functions raise comes through."""
    texts = tuple(
        LayeredText(field.layer_of(subject), int(field.zone), text)
        for field in document.fields
        if (text := field.text_of(subject))
    )
    facets = {(f.layer_of(subject), f.name): codes for f in document.facets if (codes := f.codes_of(subject))}
    numbers = {
        (n.layer_of(subject), n.name): value
        for n in document.numbers
        if (value := n.value_of(subject)) is not None
    }
    rows = ranges_of(document.indicators(subject)) if document.indicators else ()
    audience = document.audience_of(subject)
    content = repr((audience.value, texts, sorted(facets.items()), sorted(numbers.items()), rows))
    return IndexDocument(
        key=document.key_of(subject.id),
        kind=document.kind,
        object_id=subject.id,
        stamp=_digest(content),
        audience=audience,
        texts=texts,
        facets=facets,
        numbers=numbers,
        indicators=rows,
    )


def _digest(content: str) -> int:
    return int.from_bytes(hashlib.blake2b(content.encode(), digest_size=8).digest(), "big") >> 1


def parse_key(key: str) -> tuple[str, int]:
    """`challenge:7` → ("challenge", 7)"""
    kind, _, number = key.partition(":")
    return kind, int(number)


def load(document: SearchDocument, ids: Sequence[int]) -> dict[int, Any]:
    """The rows with these ids, with what the declaration wants loaded beside them."""
    model: Any = document.model
    statement = select(model).where(model.id.in_(ids)).options(*document.load_options)
    return {subject.id: subject for subject in db.session.scalars(statement)}


def load_keys(keys: Sequence[str]) -> dict[str, Any]:
    """Key → object, or None when the row or the kind is gone or must not be in the index."""
    wanted: dict[str, list[int]] = {}
    for key in keys:
        kind, number = parse_key(key)
        wanted.setdefault(kind, []).append(number)
    found: dict[str, Any] = dict.fromkeys(keys)
    for kind, ids in wanted.items():
        if has_kind(kind):
            document = get_document(kind)
            for number, subject in load(document, ids).items():
                found[document.key_of(number)] = subject if document.is_indexable(subject) else None
    return found

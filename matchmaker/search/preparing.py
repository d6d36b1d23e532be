"""From documents to the arrays the index writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from matchmaker.kernel.layers import Layer
from matchmaker.search import schema
from matchmaker.search.backend import SEARCHED_LAYERS, IndexDocument
from matchmaker.search.counting import Counted, Text, count_terms, count_units
from matchmaker.search.impacts import Prepared
from matchmaker.search.normalization import normalise
from matchmaker.search.postings import Field, Ints, field_of
from matchmaker.search.term_keys import PACKED_UNITS


def prepare(documents: Sequence[IndexDocument]) -> Prepared:
    """Count the terms of a batch, layer by layer."""
    texts = [
        [(text.layer, text.zone, normalise(text.text)) for text in document.texts] for document in documents
    ]
    fields = _codes(documents)
    lengths: dict[str, Ints] = {}
    for layer in Layer:
        batch = [[(text, zone) for of, zone, text in document if of is layer] for document in texts]
        if any(batch):
            _add_texts(fields, lengths, layer, batch)
    kept = [[(of.value, zone, text) for of, zone, text in found if of in SEARCHED_LAYERS] for found in texts]
    rows = [
        (_numbers(document), {schema.STORED: stored})
        for document, stored in zip(documents, kept, strict=True)
    ]
    return Prepared(fields, lengths, rows)


def _add_texts(
    fields: dict[str, Field], lengths: dict[str, Ints], layer: Layer, batch: Sequence[Sequence[Text]]
) -> None:
    for unit, counted in count_units(batch).items():
        if counted.keys.size:
            name = schema.text_field(unit, layer)
            fields[name] = field_of(counted, PACKED_UNITS.get(unit, 0))
            lengths[name] = np.bincount(counted.documents, counted.weights, len(batch)).astype(np.int64)


def _numbers(document: IndexDocument) -> dict[str, int]:
    numbers = {schema.number_field(name, layer): number for (layer, name), number in document.numbers.items()}
    return {schema.OBJECT_ID: document.object_id, schema.STAMP: document.stamp, **numbers}


def _codes(documents: Sequence[IndexDocument]) -> dict[str, Field]:
    """Keys, kinds, facets and indicators: fields whose terms are no text."""
    rows: dict[str, list[tuple[int, int, Iterable[str]]]] = {}
    for place, document in enumerate(documents):
        for name, terms in _terms_of(document):
            rows.setdefault(name, []).append((place, 1, dict.fromkeys(terms)))
    return {name: _code_field(count_terms(found)) for name, found in rows.items()}


def _code_field(counted: Counted) -> Field:
    return field_of(counted, is_weighted=False)


def _terms_of(document: IndexDocument) -> Iterable[tuple[str, Iterable[str]]]:
    yield schema.KEY, (document.key,)
    yield schema.KIND, (document.kind,)
    yield schema.AUDIENCE, (document.audience.value,)
    for (layer, name), codes in document.facets.items():
        yield schema.facet_field(name, layer), codes
    for layer in dict.fromkeys(row.layer for row in document.indicators):
        rows = [row for row in document.indicators if row.layer is layer]
        terms = [schema.indicator_term(row.name, row.unit, row.low, row.high) for row in rows]
        yield schema.indicator_field(layer), terms

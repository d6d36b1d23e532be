"""The same answers without files, arrays or caches: for tests, and as the reference the arrays are checked against.

Everything is computed document by document from the texts, so it is slow and easy to read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from matchmaker.kernel.layers import Layer
from matchmaker.search import schema
from matchmaker.search.backend import (
    HISTOGRAM_BUCKETS,
    PARTIAL_SHARE,
    Concept,
    Histogram,
    Hit,
    IndexDocument,
    Phrase,
    SearchRequest,
    SearchResponse,
    SharedTerm,
    SimilarHit,
)
from matchmaker.search.normalization import normalise
from matchmaker.search.ranking import BARE_LENGTH, Bag, TermKey, document_terms, idf, saturation, term_factor


class Entry:
    """A document as one asker's layers show it."""

    def __init__(self, document: IndexDocument, layers: Sequence[Layer]) -> None:
        self.document, self.layers = document, layers
        self.terms, self.lengths = document_terms(
            (text.text, text.zone) for text in document.texts if text.layer in layers
        )

    def tf(self, term: TermKey) -> int:
        counts = self.terms.get(term[0])
        return counts[term[1]] if counts else 0

    def meets(self, concept: Concept) -> bool:
        return any(
            alternative and all(self.tf(term) for term in alternative) for alternative in concept.alternatives
        )

    def contains(self, phrase: Phrase) -> bool:
        return any(
            phrase.text in normalise(text.text)
            for text in self.document.texts
            if text.layer in self.layers and phrase.zone in (None, text.zone)
        )

    def number(self, name: str) -> int | None:
        values = (self.document.numbers.get((layer, name)) for layer in sorted(self.layers))
        return next((value for value in values if value is not None), None)

    def codes(self, facet: str) -> set[str]:
        if facet == schema.KIND:
            return {self.document.kind}
        return {code for layer in self.layers for code in self.document.facets.get((layer, facet), ())}

    @property
    def is_bare(self) -> bool:
        return self.lengths.get("u", 0) <= BARE_LENGTH

    def has_any(self, filters: Mapping[str, tuple[str, ...]], but: str = "") -> bool:
        return all(self.codes(name) & set(codes) for name, codes in filters.items() if name != but)


class Collection:
    """The documents of some kinds that exist for the layers, with their statistics."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries

    @cached_property
    def averages(self) -> dict[str, float]:
        count = max(len(self.entries), 1)
        units = {unit for entry in self.entries for unit in entry.lengths}
        return {
            unit: max(sum(entry.lengths.get(unit, 0) for entry in self.entries) / count, 1.0)
            for unit in units
        }

    def frequency(self, term: TermKey) -> int:
        return sum(1 for entry in self.entries if entry.tf(term))

    def rarest(self, term: TermKey) -> float:
        """The factor a term would have that occurs once."""
        return term_factor(term[0], len(self.entries), 1)

    def factors(self, bag: Bag) -> dict[TermKey, float]:
        """Factor of every term; 0 for one that no document has."""
        counts = {term: self.frequency(term) for term in bag}
        return {term: term_factor(term[0], len(self.entries), n) if n else 0.0 for term, n in counts.items()}

    def parts(self, entry: Entry, bag: Bag, factors: Mapping[TermKey, float]) -> dict[TermKey, float]:
        """What each term of the bag adds to the entry's score."""
        return {
            term: weight
            * factors[term]
            * saturation(entry.tf(term), entry.lengths[term[0]], self.averages[term[0]])
            for term, weight in bag.items()
            if entry.tf(term)
        }


class MemoryBackend:
    """Documents in a dictionary."""

    def __init__(self) -> None:
        self._documents: dict[str, IndexDocument] = {}

    def write(self, upserts: Sequence[IndexDocument], deletes: Iterable[str] = ()) -> None:
        for key in deletes:
            self._documents.pop(key, None)
        for document in upserts:
            self._documents[document.key] = document

    def _collection(self, kinds: Sequence[str], layers: Sequence[Layer]) -> Collection:
        return Collection(
            [
                Entry(document, layers)
                for document in self._documents.values()
                if document.kind in kinds and document.audience in layers
            ]
        )

    def search(self, request: SearchRequest) -> SearchResponse:
        collection = self._collection(request.kinds, request.layers)
        base = [entry for entry in collection.entries if _in_base(entry, request)]
        chosen = [entry for entry in base if _is_complete(entry, request)]
        is_partial = not chosen and bool(request.concepts)
        if is_partial:
            chosen = _partial(collection, base, request.concepts)
        selected = [entry for entry in chosen if entry.has_any(request.filters)]
        return SearchResponse(
            hits=_page(collection, selected, request),
            total=len(selected),
            is_partial=is_partial and bool(chosen),
            facets={name: _counts(collection, chosen, request, name) for name in request.facets},
            histograms={name: _histogram(selected, name) for name in request.histograms},
        )

    def similar(
        self,
        bag: Bag,
        kinds: Sequence[str],
        k: int,
        layers: Sequence[Layer],
        filters: Mapping[str, tuple[str, ...]] | None = None,
        excluded: frozenset[str] = frozenset(),
        with_coverage: bool = False,
    ) -> list[SimilarHit]:
        collection = self._collection(kinds, layers)
        factors = collection.factors(bag)
        words = _words(bag)
        asked = sum(words[term] * (factors[term] or collection.rarest(term)) for term in words)
        found = []
        for entry in collection.entries:
            parts = collection.parts(entry, bag if entry.is_bare else words, factors)
            if parts and entry.document.key not in excluded and entry.has_any(filters or {}):
                covered = sum(bag[term] * factors[term] for term in parts if term in words)
                share = (covered / asked if asked else 0.0) if with_coverage else None
                hit = SimilarHit(entry.document.key, sum(parts.values()), share)
                found.append((-hit.score, -entry.document.object_id, entry.document.kind, hit))
        return [item[3] for item in sorted(found, key=lambda item: item[:3])[:k]]

    def shared_terms(
        self, bag: Bag, key: str, kinds: Sequence[str], layers: Sequence[Layer], limit: int = 20
    ) -> list[SharedTerm]:
        collection = self._collection(kinds, layers)
        entry = next((e for e in collection.entries if e.document.key == key), None)
        if entry is None:
            return []
        used = bag if entry.is_bare else _words(bag)
        parts = collection.parts(entry, used, collection.factors(used))
        shared = [SharedTerm(unit, term, value) for (unit, term), value in parts.items()]
        return sorted(shared, key=lambda term: (-term.contribution, term.unit, term.term))[:limit]

    def stamps(self) -> dict[str, int]:
        return {key: document.stamp for key, document in self._documents.items()}

    def frequency(self, term: TermKey, layers: Sequence[Layer], kinds: Sequence[str]) -> int:
        return self._collection(kinds, layers).frequency(term)

    def postings_counts(self, terms: Sequence[TermKey], layers: Sequence[Layer]) -> dict[TermKey, int]:
        kinds = sorted({document.kind for document in self._documents.values()})
        collection = self._collection(kinds, layers)
        return {term: collection.frequency(term) for term in terms}

    def vocabulary(self, unit: str, layers: Sequence[Layer]) -> Sequence[str]:
        entries = [Entry(document, layers) for document in self._documents.values()]
        return sorted({term for entry in entries for term in entry.terms.get(unit, ())})

    def document_count(self, kinds: Sequence[str] | None = None) -> int:
        return sum(1 for document in self._documents.values() if kinds is None or document.kind in kinds)

    def statistics(self) -> dict[str, int]:
        return {"segments": 1}

    def close(self) -> None:
        """Nothing is open."""


def _words(bag: Bag) -> Bag:
    """A bag without single characters."""
    return {term: weight for term, weight in bag.items() if term[0] != "u"}


def _in_base(entry: Entry, request: SearchRequest) -> bool:
    return (
        entry.document.key not in request.hidden_keys
        and all(_in_range(entry.number(name), *bounds) for name, bounds in request.ranges.items())
        and not any(entry.meets(concept) for concept in request.excluded)
        and all(entry.contains(phrase) != phrase.is_excluded for phrase in request.phrases)
    )


def _in_range(value: int | None, low: int | None, high: int | None) -> bool:
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def _is_complete(entry: Entry, request: SearchRequest) -> bool:
    stated = [row for row in entry.document.indicators if row.layer in entry.layers]
    return all(entry.meets(concept) for concept in request.concepts) and all(
        any(wanted.covers(row) for row in stated) for wanted in request.indicators
    )


def _partial(collection: Collection, base: list[Entry], concepts: Sequence[Concept]) -> list[Entry]:
    weights = [
        idf(len(collection.entries), sum(1 for e in collection.entries if e.meets(concept)))
        for concept in concepts
    ]
    reached = [
        sum(w for w, concept in zip(weights, concepts, strict=True) if entry.meets(concept)) for entry in base
    ]
    best = max(reached, default=0.0)
    return [e for e, value in zip(base, reached, strict=True) if best > 0 and value >= PARTIAL_SHARE * best]


def _page(collection: Collection, selected: list[Entry], request: SearchRequest) -> tuple[Hit, ...]:
    factors = collection.factors(request.bag)
    rows = []
    for entry in selected:
        score = sum(collection.parts(entry, request.bag, factors).values())
        rank = _sort_value(entry, request) if request.sort else score
        rows.append((-rank, -score, -entry.document.object_id, entry.document.kind, entry.document.key))
    rows.sort()
    return tuple(Hit(row[4], -row[1]) for row in rows[request.offset : request.offset + request.limit])


def _sort_value(entry: Entry, request: SearchRequest) -> float:
    value = entry.number(request.sort)
    if value is None:
        return -math.inf
    return value if request.descending else -value


def _counts(collection: Collection, chosen: list[Entry], request: SearchRequest, name: str) -> dict[str, int]:
    counts = {code: 0 for entry in collection.entries for code in sorted(entry.codes(name))}
    for entry in chosen:
        if entry.has_any(request.filters, but=name):
            for code in entry.codes(name):
                counts[code] += 1
    return counts


def _histogram(selected: list[Entry], name: str) -> Histogram:
    values = [value for entry in selected if (value := entry.number(name)) is not None]
    counts = [0] * HISTOGRAM_BUCKETS
    if not values:
        return Histogram(0, 0, tuple(counts))
    width = max(1, math.ceil((max(values) - min(values) + 1) / HISTOGRAM_BUCKETS))
    for value in values:
        counts[(value - min(values)) // width] += 1
    return Histogram(min(values), max(values), tuple(counts))

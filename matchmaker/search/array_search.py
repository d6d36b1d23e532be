"""Answering requests on a snapshot: everything is a mask or a score over all documents at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from matchmaker.search import schema
from matchmaker.search.backend import (
    HISTOGRAM_BUCKETS,
    PARTIAL_SHARE,
    Concept,
    Histogram,
    Hit,
    IndicatorRange,
    Phrase,
    SearchRequest,
    SearchResponse,
    SharedTerm,
    SimilarHit,
)
from matchmaker.search.ranking import Bag, idf
from matchmaker.search.scope import Scope, Scores
from matchmaker.search.scoring import best, top
from matchmaker.search.snapshot import NO_UNIT, Ints, Mask, Snapshot


def meets(scope: Scope, concept: Concept) -> Mask:
    """Which documents contain all terms of any alternative."""
    mask = np.zeros(scope.snapshot.size, bool)
    for alternative in concept.alternatives:
        ids = [scope.documents(term) for term in alternative]
        if ids:
            mask |= np.bincount(np.concatenate(ids), minlength=mask.size) == len(ids)
    return mask


def answer(snapshot: Snapshot, request: SearchRequest) -> SearchResponse:
    """One page of a search with its total, facets and histograms."""
    scope = Scope.of(snapshot, request.layers, request.kinds)
    base = _base(scope, request)
    met = [meets(scope, concept) for concept in request.concepts]
    complete = base.copy()
    for mask in [*met, *(_within(scope, wanted) for wanted in request.indicators)]:
        complete &= mask
    is_partial = not complete.any() and bool(met)
    chosen = _partial(scope, base, met) if is_partial else complete
    by_facet = {name: _filtered(scope, name, codes) for name, codes in request.filters.items()}
    selected = chosen.copy()
    for mask in by_facet.values():
        selected &= mask
    ranked = _rank(scope, request, selected)
    return SearchResponse(
        hits=ranked,
        total=int(selected.sum()),
        is_partial=is_partial and bool(chosen.any()),
        facets={name: _counts(scope, name, chosen, by_facet) for name in request.facets},
        histograms={name: _histogram(scope, name, selected) for name in request.histograms},
    )


def _base(scope: Scope, request: SearchRequest) -> Mask:
    """What no query word can bring back: hidden keys, ranges, exclusions and phrases."""
    mask = scope.mask.copy()
    mask[scope.snapshot.numbers_of(request.hidden_keys)] = False
    for name, (low, high) in request.ranges.items():
        values = number(scope, name)
        mask &= values != schema.MISSING
        mask &= (values >= low) if low is not None else True
        mask &= (values <= high) if high is not None else True
    for concept in request.excluded:
        mask &= ~meets(scope, concept)
    for phrase in request.phrases:
        has_phrase = _contains(scope, phrase, mask)
        mask &= ~has_phrase if phrase.is_excluded else has_phrase
    return mask


def _partial(scope: Scope, base: Mask, met: Sequence[Mask]) -> Mask:
    weight = np.zeros(base.size)
    for mask in met:
        weight += mask * idf(scope.count, int((mask & scope.mask).sum()))
    weight *= base
    best = weight.max(initial=0.0)
    return (weight >= PARTIAL_SHARE * best) & base if best > 0 else np.zeros(base.size, bool)


def _contains(scope: Scope, phrase: Phrase, mask: Mask) -> Mask:
    """Documents whose stored text really has the phrase, looked up among those with all its terms."""
    found = np.zeros(mask.size, bool)
    for candidate in np.flatnonzero(mask & meets(scope, phrase.concept)):
        segment, local = scope.snapshot.locate(int(candidate))
        texts = segment.stored(local).get(schema.STORED, ())
        found[candidate] = any(
            phrase.text in text
            for layer, zone, text in texts
            if layer in scope.layers and phrase.zone in (None, zone)
        )
    return found


def _within(scope: Scope, wanted: IndicatorRange) -> Mask:
    """Documents that state the indicator with an interval inside the wanted one."""
    mask = np.zeros(scope.snapshot.size, bool)
    for layer in scope.layers:
        field = schema.indicator_field(layer)
        for term in {term for segment in scope.snapshot.segments for term in segment.lexicon(field)}:
            if wanted.covers(IndicatorRange(*schema.parse_indicator_term(term))):
                mask[scope.snapshot.documents(field, NO_UNIT, term)] = True
    return mask & scope.mask


def number(scope: Scope, name: str) -> Ints:
    """A number column as far as the layers allow; MISSING where nothing may be read."""
    values = np.full(scope.snapshot.size, schema.MISSING, np.int64)
    for layer in scope.layers:
        column = scope.snapshot.column(schema.number_field(name, layer))
        values = np.where(values == schema.MISSING, column, values)
    return values


def _filtered(scope: Scope, name: str, codes: Sequence[str]) -> Mask:
    mask = np.zeros(scope.snapshot.size, bool)
    for code in codes:
        for field in _facet_fields(scope, name):
            mask |= scope.snapshot.with_code(field, code)
    return mask


def _facet_fields(scope: Scope, name: str) -> list[str]:
    if name == schema.KIND:
        return [schema.KIND]
    return [schema.facet_field(name, layer) for layer in scope.layers]


def _counts(scope: Scope, name: str, chosen: Mask, by_facet: Mapping[str, Mask]) -> dict[str, int]:
    """Documents per code under all filters except the facet's own, codes without documents included as 0."""
    mask = chosen.copy()
    for other, filtered in by_facet.items():
        if other != name:
            mask &= filtered
    counts: dict[str, int] = {}
    for field in _facet_fields(scope, name):
        names, documents, places = scope.snapshot.pairs(field)
        visible = np.bincount(places[scope.mask[documents]], minlength=len(names))
        counted = np.bincount(places[mask[documents]], minlength=len(names))
        for code, seen, count in zip(names, visible.tolist(), counted.tolist(), strict=True):
            if seen:
                counts[code] = counts.get(code, 0) + count
    return counts


def _histogram(scope: Scope, name: str, selected: Mask) -> Histogram:
    values = number(scope, name)[selected]
    values = values[values != schema.MISSING]
    if not values.size:
        return Histogram(0, 0, (0,) * HISTOGRAM_BUCKETS)
    low, high = int(values.min()), int(values.max())
    width = max(1, math.ceil((high - low + 1) / HISTOGRAM_BUCKETS))
    counts = np.bincount((values - low) // width, minlength=HISTOGRAM_BUCKETS)
    return Histogram(low, high, tuple(counts.tolist()))


def _rank(scope: Scope, request: SearchRequest, selected: Mask) -> tuple[Hit, ...]:
    found = np.flatnonzero(selected)
    score = scope.scores(request.bag)[found]
    if request.sort:
        values = number(scope, request.sort)[found].astype(np.float64)
        missing = values == float(schema.MISSING)
        rank = np.where(missing, -np.inf, values if request.descending else -values)
    else:
        rank = score
    order = top(scope, found, rank, score, request.offset + request.limit)[request.offset :]
    return tuple(Hit(scope.snapshot.key(int(found[i])), float(score[i])) for i in order)


def similar(
    scope: Scope,
    bag: Bag,
    k: int,
    filters: Mapping[str, tuple[str, ...]],
    excluded: frozenset[str],
    with_coverage: bool,
) -> list[SimilarHit]:
    """Recall for matching: the k best documents, on demand with the share of rarity they cover."""
    mask = scope.mask
    if excluded or filters:
        mask = mask.copy()
        mask[scope.snapshot.numbers_of(excluded)] = False
        for name, codes in filters.items():
            mask &= _filtered(scope, name, codes)
    found, score = best(scope, bag, k, mask)
    keys = [scope.snapshot.key(number) for number in found.tolist()]
    coverage = _coverage(scope, bag, found).tolist() if with_coverage else [None] * found.size
    return [SimilarHit(*row) for row in zip(keys, score.tolist(), coverage, strict=True)]


def _coverage(scope: Scope, bag: Bag, documents: Ints) -> Scores:
    """Share of the bag's weight · rarity whose terms occur in each document; single characters say too little."""
    bag = {term: weight for term, weight in bag.items() if term[0] != "u"}
    order = np.argsort(documents)
    impacts, factors = scope.impacts(bag, documents[order]), scope.factors(bag)
    covered, asked = np.zeros(documents.size), 0.0
    for term, weight in bag.items():
        rarity = weight * factors[term]
        asked += rarity
        covered[order] += rarity * (impacts[term] > 0)
    return covered / asked if asked else covered


def shared_terms(scope: Scope, bag: Bag, key: str, limit: int) -> list[SharedTerm]:
    """What a document has in common with a bag, by contribution."""
    numbers = scope.snapshot.numbers_of({key})[:1]
    if not numbers.size:
        return []
    bare = bool(scope.bare[numbers[0]])
    impacts = scope.impacts((term for term in bag if bare or term[0] != "u"), numbers)
    shared = [
        SharedTerm(unit, text, bag[unit, text] * float(impact[0]))
        for (unit, text), impact in impacts.items()
        if impact[0] > 0
    ]
    return sorted(shared, key=lambda term: (-term.contribution, term.unit, term.term))[:limit]

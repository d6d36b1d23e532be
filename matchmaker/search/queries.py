"""Read models: a page of search results over all kinds or one, and the suggestions below the search box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.pagination import Page, page_number
from matchmaker.search import spelling, synonyms
from matchmaker.search.backend import SearchRequest, SearchResponse
from matchmaker.search.documents import SearchDocument, Zone, get_document, has_kind, registered
from matchmaker.search.engine import backend
from matchmaker.search.facets import Chip, Choices, FacetView, RangeView, SortOption
from matchmaker.search.highlighting import Highlighter
from matchmaker.search.normalization import normalise
from matchmaker.search.parsing import ParsedQuery, parse
from matchmaker.search.results import SearchHit, hidden_keys, hydrate, layers_of

PER_PAGE = 20
_ZONES = {
    "标题": int(Zone.TITLE),
    "title": int(Zone.TITLE),
    "关键词": int(Zone.KEYWORDS),
    "keywords": int(Zone.KEYWORDS),
}


@dataclass(frozen=True)
class SearchPage:
    """Everything a result page or a board needs."""

    query: ParsedQuery
    hits: Page
    """`items` are SearchHit; total, page and pages as everywhere."""
    facets: list[FacetView]
    ranges: list[RangeView]
    sorts: list[SortOption]
    choices: Choices
    is_partial: bool
    did_you_mean: str | None
    """A better spelling of the query, or None."""

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(len(values) for values in self.choices.filters.values()) + len(self.choices.ranges)

    @property
    def cleared(self) -> dict[str, None]:
        """What to take out of the address to lift all filters."""
        bounds = [f"{name}_{end}" for name in self.choices.ranges for end in ("min", "max")]
        return dict.fromkeys([*self.choices.filters, *bounds, "page"])

    def chips(self, address: Callable[..., str]) -> list[Chip]:
        return self.choices.chips(address)

    @property
    def synonyms(self) -> list[str]:
        """「γ-丁内酯 = GBL」 for every name understood."""
        return [" = ".join((found.name, *found.others[:2])) for found in self.query.synonyms]


def search(
    actor: Actor, arguments: MultiDict[str, str], kinds: Sequence[str] | None = None, per_page: int = PER_PAGE
) -> SearchPage:
    """Answer an address: `q`, `page`, `sort`, facet names, `<number>_min` and `_max`. Odd input is ignored.

    `kinds` is the collection (default all); a chosen `kind` facet only filters it.
    """
    documents = _documents(kinds)
    layers = layers_of(actor)
    choices = Choices(documents, arguments, layers)
    query = _parse(arguments.get("q", ""), choices)
    order = choices.sort(bool(query.bag))
    number = page_number(arguments.get("page"))
    request = SearchRequest(
        layers=layers,
        kinds=tuple(document.kind for document in documents),
        bag=query.bag,
        concepts=tuple(query.concepts),
        excluded=tuple(query.excluded),
        phrases=tuple(query.phrases),
        filters=choices.filters,
        ranges=choices.ranges,
        indicators=tuple(found.range for found in query.indicators),
        facets=choices.facet_names,
        histograms=choices.histogram_names,
        sort=order.number,
        descending=order.descending,
        offset=(number - 1) * per_page,
        limit=per_page,
        hidden_keys=hidden_keys(actor, [document.kind for document in documents]),
    )
    request = _with_fields(request, query, choices)
    response, number = _on_an_existing_page(request, number, per_page)
    hits = hydrate(actor, response.hits, layers, highlighter(query))
    better = _better_spelling(query, request, response)
    return SearchPage(
        query,
        Page(hits, response.total, number, per_page),
        choices.facet_views(response),
        choices.range_views(response),
        choices.sort_options(bool(query.bag)),
        choices,
        response.is_partial,
        better,
    )


def search_page(
    actor: Actor, kind: str, arguments: MultiDict[str, str], per_page: int = PER_PAGE
) -> SearchPage:
    """A board: one kind, with the same query box, facets, paging and marks."""
    return search(actor, arguments, (kind,), per_page)


def _documents(kinds: Sequence[str] | None) -> list[SearchDocument]:
    return [get_document(kind) for kind in kinds if has_kind(kind)] if kinds else list(registered())


def _parse(typed: str, choices: Choices) -> ParsedQuery:
    names = {name: [name, str(choices.facet_label(name))] for name in choices.facet_names}
    query = parse(typed, synonyms.current(), _ZONES, [word for words in names.values() for word in words])
    facets = {normalise(word): name for name, words in names.items() for word in words}
    query.fields = [(facets[word], value) for word, value in query.fields]
    return query


def _with_fields(request: SearchRequest, query: ParsedQuery, choices: Choices) -> SearchRequest:
    """领域:新材料 becomes a filter; words no code answers to find nothing rather than everything."""
    if not query.fields:
        return request
    names = tuple(dict.fromkeys(name for name, _ in query.fields))
    known = backend().search(SearchRequest(request.layers, request.kinds, facets=names, limit=0)).facets
    filters: dict[str, tuple[str, ...]] = dict(request.filters)
    for name, words in query.fields:
        filters[name] = choices.code_for(name, words, known[name]) or (words,)
    return replace(request, filters=filters)


def _on_an_existing_page(request: SearchRequest, number: int, per_page: int) -> tuple[SearchResponse, int]:
    response = backend().search(request)
    last = max(1, -(-response.total // per_page))
    if number <= last:
        return response, number
    return backend().search(replace(request, offset=(last - 1) * per_page)), last


def _better_spelling(query: ParsedQuery, request: SearchRequest, response: SearchResponse) -> str | None:
    if not query.text or (response.total and not response.is_partial):
        return None
    better = spelling.correct(normalise(query.text), backend(), request.layers, request.kinds)
    if better is None:
        return None
    rest = [found.text for found in query.indicators]
    return " ".join([better, *rest])


def highlighter(query: ParsedQuery) -> Highlighter:
    """Marks the words of a query; other names of the same thing are underlined."""
    others = [other for found in query.synonyms for other in found.others]
    return Highlighter(query.marked, others)


# -- suggestions while typing -------------------------------------------------------------------

SUGGESTIONS = 6
_PREFIX_TERMS = 8


@dataclass(frozen=True)
class Suggestions:
    """A few results for what is typed so far, and what was understood of it."""

    query: ParsedQuery
    hits: list[SearchHit]
    corrected: str | None

    @property
    def recognised(self) -> list[str]:
        return [found.text for found in self.query.indicators]

    @property
    def synonyms(self) -> list[str]:
        return [" = ".join((found.name, *found.others[:2])) for found in self.query.synonyms]


def suggest(actor: Actor, typed: str, kind: str = "") -> Suggestions:
    """The best few results for an unfinished query: its last Latin word counts as a beginning."""
    documents = _documents((kind,) if kind else None)
    layers = layers_of(actor)
    kinds = tuple(document.kind for document in documents)
    choices = Choices(documents, MultiDict(), layers)
    query = _parse(typed, choices)
    if not query.bag or not kinds:
        return Suggestions(query, [], None)
    words = _completed(query, layers, kinds)
    request = SearchRequest(
        layers=layers,
        kinds=kinds,
        bag=query.bag,
        concepts=tuple(query.concepts),
        phrases=tuple(query.phrases),
        indicators=tuple(found.range for found in query.indicators),
        limit=SUGGESTIONS,
        hidden_keys=hidden_keys(actor, kinds),
    )
    response = backend().search(request)
    query.marked.extend(words)
    hits = hydrate(actor, response.hits, layers, highlighter(query))
    return Suggestions(query, hits, _better_spelling(query, request, response))


def _completed(query: ParsedQuery, layers: Any, kinds: Sequence[str]) -> list[str]:
    """Let the last word, when it is Latin and unknown, stand for the known words that begin with it."""
    last = query.text.split()[-1] if query.text else ""
    normal = normalise(last)
    if len(normal) < 2 or not normal.isascii() or backend().frequency(("m", normal), layers, kinds):
        return []
    known = [word for word in backend().vocabulary("m", layers) if word.startswith(normal)]
    counted = sorted((-backend().frequency(("m", word), layers, kinds), word) for word in known[:200])
    words = [word for count, word in counted if count][:_PREFIX_TERMS]
    if words:
        beginning = frozenset({("m", normal)})
        query.concepts = [
            replace(c, alternatives=tuple(frozenset({("m", word)}) for word in words))
            if beginning in c.alternatives
            else c
            for c in query.concepts
        ]
        query.bag |= {("m", word): query.bag.get(("m", normal), 2.0) for word in words}
    return words

"""Facets, ranges and sorts as a page shows them, and back from an address to a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from matchmaker.kernel.layers import Layer
from matchmaker.search import schema
from matchmaker.search.backend import Histogram, SearchResponse
from matchmaker.search.documents import Facet, Number, SearchDocument, Sort

RELEVANCE, NEWEST = "relevance", "newest"
PUBLISHED = "published"
"""The number column every kind that can be sorted by age declares."""
_MOST_VALUES = 30
_LARGEST_NUMBER = 2**62


@dataclass(frozen=True)
class FacetOption:
    """One row of a facet."""

    value: str
    label: Any
    count: int


@dataclass(frozen=True)
class FacetView:
    """One facet: its rows with counts, most frequent first, and the values chosen."""

    name: str
    label: Any
    options: tuple[FacetOption, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class RangeView:
    """A number one may bound: names of its two inputs, and bars of (height in percent, is inside)."""

    label: Any
    unit: Any
    low_name: str
    high_name: str
    bars: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class SortOption:
    value: str
    label: Any
    is_chosen: bool


@dataclass(frozen=True)
class Chip:
    """A filter that is set; `url` is the address without it."""

    label: str
    url: str


class Choices:
    """What the kinds on a page offer, and what an address chose of it. Unknown names and values are ignored."""

    def __init__(
        self, documents: Sequence[SearchDocument], arguments: MultiDict[str, str], layers: Sequence[Layer]
    ) -> None:
        self.documents, self.layers = documents, layers
        self.facets = _by_name(
            facet for document in documents for facet in document.facets if _is_offered(facet, layers)
        )
        self.numbers = _by_name(
            number for document in documents for number in document.numbers if _is_offered(number, layers)
        )
        self.filters = {
            name: tuple(dict.fromkeys(arguments.getlist(name)))[:_MOST_VALUES]
            for name in self.facet_names
            if arguments.get(name)
        }
        self.filters = {
            name: tuple(v for v in values if v) for name, values in self.filters.items() if any(values)
        }
        self.ranges = {
            name: bounds
            for name, number in self.numbers.items()
            if number.is_range and (bounds := _bounds(number, arguments)) != (None, None)
        }
        self.sort_name = arguments.get("sort", "")

    @property
    def facet_names(self) -> tuple[str, ...]:
        kind = (schema.KIND,) if len(self.documents) > 1 else ()
        return (*kind, *self.facets)

    @property
    def histogram_names(self) -> tuple[str, ...]:
        return tuple(name for name, number in self.numbers.items() if number.is_range and number.is_shown)

    def label_of(self, facet: str, code: str) -> Any:
        """The words for a code; the code itself when no kind knows it."""
        if facet == schema.KIND:
            return next((d.label for d in self.documents if d.kind == code), code)
        for document in self.documents:
            for known in document.facets:
                if known.name == facet:
                    try:
                        return known.label_of(code)
                    except (KeyError, ValueError):
                        continue
        return code

    def facet_label(self, name: str) -> Any:
        return _l("类型") if name == schema.KIND else self.facets[name].label

    def code_for(self, facet: str, words: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes meant by 领域:新材料: the code itself, or those whose label has the words."""
        codes = list(codes)
        same = tuple(code for code in codes if code.lower() == words)
        return same or tuple(code for code in codes if words in str(self.label_of(facet, code)).lower())

    def sorts(self, has_words: bool) -> list[Sort]:
        """The orders offered; relevance only where there is something to be relevant to."""
        found = [Sort(RELEVANCE, _l("按相关度"), "")] if has_words else []
        if PUBLISHED in self.numbers:
            found.append(Sort(NEWEST, _l("按发布时间"), PUBLISHED, descending=True))
        for document in self.documents if len(self.documents) == 1 else ():
            found.extend(sort for sort in document.sorts if sort.name not in (RELEVANCE, NEWEST))
        return found or [Sort(RELEVANCE, _l("按相关度"), "")]

    def sort(self, has_words: bool) -> Sort:
        offered = self.sorts(has_words)
        return next((sort for sort in offered if sort.name == self.sort_name), offered[0])

    def sort_options(self, has_words: bool) -> list[SortOption]:
        chosen = self.sort(has_words)
        return [SortOption(s.name, s.label, s.name == chosen.name) for s in self.sorts(has_words)]

    def facet_views(self, response: SearchResponse) -> list[FacetView]:
        views = []
        for name in self.facet_names:
            counts = dict(response.facets.get(name, {}))
            chosen = self.filters.get(name, ())
            for code in chosen:
                counts.setdefault(code, 0)
            options = [FacetOption(code, self.label_of(name, code), count) for code, count in counts.items()]
            options.sort(key=lambda option: (option.value not in chosen, -option.count, option.value))
            if options:
                views.append(FacetView(name, self.facet_label(name), tuple(options), chosen))
        return views

    def range_views(self, response: SearchResponse) -> list[RangeView]:
        return [
            RangeView(
                self.numbers[name].label,
                self.numbers[name].unit,
                f"{name}_min",
                f"{name}_max",
                _bars(histogram, self.ranges.get(name, (None, None))),
            )
            for name, histogram in response.histograms.items()
        ]

    def chips(self, address: Callable[..., str]) -> list[Chip]:
        """What is set. `address(**changes)` gives this page's address with arguments replaced."""
        chips = [
            Chip(
                str(self.label_of(name, code)),
                address(page=None, **{name: [value for value in values if value != code] or None}),
            )
            for name, values in self.filters.items()
            for code in values
        ]
        for name in self.ranges:
            chips.append(
                Chip(
                    str(self.numbers[name].label),
                    address(page=None, **{f"{name}_min": None, f"{name}_max": None}),
                )
            )
        return chips


def _by_name(items: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        found.setdefault(item.name, item)
    return found


def _is_offered(item: Facet | Number, layers: Sequence[Layer]) -> bool:
    return not isinstance(item.layer, Layer) or item.layer in layers


def _bounds(number: Number, arguments: Mapping[str, str]) -> tuple[int | None, int | None]:
    return (
        _typed(arguments.get(f"{number.name}_min"), number.per_unit),
        _typed(arguments.get(f"{number.name}_max"), number.per_unit),
    )


def _typed(text: str | None, per_unit: int) -> int | None:
    try:
        value = Decimal((text or "").strip().replace(",", "").replace("，", "")[:30])
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return int(max(Decimal(-_LARGEST_NUMBER), min(value * per_unit, Decimal(_LARGEST_NUMBER))))


def _bars(histogram: Histogram, bounds: tuple[int | None, int | None]) -> tuple[tuple[int, bool], ...]:
    highest = max(histogram.counts, default=0)
    if not highest:
        return ()
    width = max(1, -(-(histogram.high - histogram.low + 1) // len(histogram.counts)))
    bars = []
    for place, count in enumerate(histogram.counts):
        start = histogram.low + place * width
        is_inside = (bounds[0] is None or start + width > bounds[0]) and (
            bounds[1] is None or start <= bounds[1]
        )
        bars.append((round(100 * count / highest), is_inside))
    return tuple(bars)

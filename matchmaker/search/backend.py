"""What search asks of an engine. Nothing above this file knows which one answers.

Confidentiality is part of every question: `layers` names the layers whose text may be used and, at once, whose
documents exist for the asker. Frequencies, counts and vocabulary are taken from these layers only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from matchmaker.kernel.layers import Layer
from matchmaker.search.ranking import Bag, TermKey

SEARCHED_LAYERS = (Layer.PUBLIC, Layer.REGISTERED)
"""NDA text is indexed for matching only."""
PARTIAL_SHARE = 0.5
"""A partial answer has at least this share of the best document's matched weight."""
HISTOGRAM_BUCKETS = 12


@dataclass(frozen=True)
class LayeredText:
    """One text of a document; `zone` is its factor (3 title, 2 keywords, 1 text)."""

    layer: Layer
    zone: int
    text: str


@dataclass(frozen=True)
class IndicatorRange:
    """An interval of an indicator in base units; as a filter: the stated interval must lie inside."""

    name: str
    unit: str
    low: float
    high: float
    layer: Layer = Layer.PUBLIC

    def covers(self, other: IndicatorRange) -> bool:
        return (self.name, self.unit) == (other.name, other.unit) and (
            self.low <= other.low and other.high <= self.high
        )


@dataclass(frozen=True)
class IndexDocument:
    """What the index holds of one object. `stamp` is a digest of all the rest (a signed 63-bit number)."""

    key: str
    kind: str
    object_id: int
    stamp: int
    audience: Layer
    texts: tuple[LayeredText, ...]
    facets: Mapping[tuple[Layer, str], tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[tuple[Layer, str], int] = field(default_factory=dict)
    indicators: tuple[IndicatorRange, ...] = ()


@dataclass(frozen=True)
class Concept:
    """One thing asked for: met when all terms of any one alternative occur in a document."""

    alternatives: tuple[frozenset[TermKey], ...]

    @property
    def terms(self) -> frozenset[TermKey]:
        return frozenset().union(*self.alternatives)


@dataclass(frozen=True)
class Phrase:
    """Normalised text that must occur as it stands, anywhere or in one zone; `concept` finds the candidates."""

    text: str
    concept: Concept
    zone: int | None = None
    is_excluded: bool = False


@dataclass(frozen=True)
class SearchRequest:
    """A parsed query. `kinds` is the collection searched; filters narrow it without changing the weights."""

    layers: tuple[Layer, ...]
    kinds: tuple[str, ...]
    bag: Bag = field(default_factory=dict)
    concepts: tuple[Concept, ...] = ()
    excluded: tuple[Concept, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    indicators: tuple[IndicatorRange, ...] = ()
    facets: tuple[str, ...] = ()
    histograms: tuple[str, ...] = ()
    sort: str = ""
    """A number column; "" ranks by score (or newest first when nothing is asked)."""
    descending: bool = False
    offset: int = 0
    limit: int = 20
    hidden_keys: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if Layer.NDA in self.layers:
            raise ValueError("the NDA layer is never searched")


@dataclass(frozen=True)
class Hit:
    key: str
    score: float


@dataclass(frozen=True)
class Histogram:
    """Counts of a number column in buckets of equal width between the smallest and the largest value."""

    low: int
    high: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class SearchResponse:
    """A page of hits. `is_partial`: nothing met the whole query, these meet a good part of it."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_partial: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    histograms: Mapping[str, Histogram] = field(default_factory=dict)


@dataclass(frozen=True)
class SimilarHit:
    """A recalled candidate: raw score, and on demand the share of the bag's rarity found in it (0–1)."""

    key: str
    score: float
    coverage: float | None = None


@dataclass(frozen=True)
class SharedTerm:
    """A term both sides have, and how much it adds to the score."""

    unit: str
    term: str
    contribution: float


class SearchBackend(Protocol):
    """One index. Readers see whole writes only; writing needs the drain lock."""

    def write(self, upserts: Sequence[IndexDocument], deletes: Iterable[str] = ()) -> None:
        """Replace and remove documents in one step, safe on disk when it returns."""

    def search(self, request: SearchRequest) -> SearchResponse:
        """The page, the total, the counts."""

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
        """The k documents with the highest score for a bag, best first; score 0 is never returned."""

    def shared_terms(
        self, bag: Bag, key: str, kinds: Sequence[str], layers: Sequence[Layer], limit: int = 20
    ) -> list[SharedTerm]:
        """The terms of the bag a document contains, largest contribution first."""

    def stamps(self) -> dict[str, int]:
        """Every key of the index with its stamp."""

    def frequency(self, term: TermKey, layers: Sequence[Layer], kinds: Sequence[str]) -> int:
        """Number of existing documents that contain a term."""

    def postings_counts(self, terms: Sequence[TermKey], layers: Sequence[Layer]) -> dict[TermKey, int]:
        """About how many documents contain each term: all kinds, replaced versions not yet merged away included."""

    def vocabulary(self, unit: str, layers: Sequence[Layer]) -> Sequence[str]:
        """All terms ever written to a unit, sorted; ask `frequency` whether one is still there."""

    def document_count(self, kinds: Sequence[str] | None = None) -> int:
        """How many documents there are, of all kinds or of some."""

    def statistics(self) -> dict[str, int]:
        """Segments, cache use and the like, for the status page."""

    def close(self) -> None: ...

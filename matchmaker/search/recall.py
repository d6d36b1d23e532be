"""What matching asks of the index: similar documents in all layers, and what two sides share.

The hidden layer takes part, so nothing that comes back here may be shown as it is: `shared_terms` with the reader's
layers says what may be named, the difference to all layers is what is redacted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matchmaker.kernel.layers import Layer
from matchmaker.search import synonyms
from matchmaker.search.backend import SharedTerm, SimilarHit
from matchmaker.search.engine import backend
from matchmaker.search.ranking import LONG_TEXT, SHORT_LIMIT, SHORT_TEXT, Bag, bag_of, bag_with_characters

ALL_LAYERS = tuple(Layer)
SYNONYM_WEIGHT = 0.5
"""Other names count half: within one language they add little and must not drown the text's own words."""
BODY = 400
"""Characters of a text that help; longer bodies were measured to add nothing."""


def bag_for(parts: Sequence[tuple[str, float]], known: synonyms.Synonyms | None = None) -> Bag:
    """The bag of (text, factor) pairs: title 3, keywords 2, body 1; bodies are cut, other names added."""
    cut = [(text[:BODY], factor) for text, factor in parts if text]
    length = sum(len(text) for text, _ in cut)
    weights = SHORT_TEXT if length <= SHORT_LIMIT else LONG_TEXT
    bag = bag_with_characters(cut, weights)
    known = known or synonyms.current()
    more = [(name, factor * SYNONYM_WEIGHT) for text, factor in cut for name in known.others(text)]
    for term, weight in bag_of(more, SHORT_TEXT).items():
        bag[term] = max(bag.get(term, 0.0), weight)
    return bag


def similar(
    parts: Sequence[tuple[str, float]],
    kinds: Sequence[str],
    k: int = 100,
    layers: Sequence[Layer] = ALL_LAYERS,
    excluded: frozenset[str] = frozenset(),
    filters: Mapping[str, tuple[str, ...]] | None = None,
    with_coverage: bool = False,
) -> list[SimilarHit]:
    """The k documents of these kinds nearest to a text, best first."""
    return backend().similar(bag_for(parts), kinds, k, layers, filters, excluded, with_coverage)


def shared_terms(
    parts: Sequence[tuple[str, float]],
    key: str,
    kinds: Sequence[str],
    layers: Sequence[Layer] = ALL_LAYERS,
    limit: int = 20,
) -> list[SharedTerm]:
    """The terms one document shares with a text, largest contribution first."""
    return backend().shared_terms(bag_for(parts), key, kinds, layers, limit)

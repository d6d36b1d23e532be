"""Names of the index's fields, made from the declarations; nothing else invents one.

Text, facets and numbers have one field per confidentiality layer, so a question touches only what it may.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.kernel.layers import Layer
from matchmaker.search.analyzers import UNITS

if TYPE_CHECKING:
    from matchmaker.search.documents import SearchDocument

SCHEMA_VERSION = 2
"""Raise it when analysis, weights or the meaning of a field change: the index is then built anew."""
MISSING = -(2**63)
"""A number column's "no value"."""

KEY, KIND, AUDIENCE, OBJECT_ID, STAMP, STORED = "key", "kind", "audience", "object_id", "stamp", "stored"
_SEPARATOR = "\x1f"


def text_field(unit: str, layer: Layer) -> str:
    return f"text_{unit}_{layer.value}"


def facet_field(name: str, layer: Layer) -> str:
    return f"facet_{name}_{layer.value}"


def number_field(name: str, layer: Layer) -> str:
    return f"number_{name}_{layer.value}"


def indicator_field(layer: Layer) -> str:
    return f"indicators_{layer.value}"


def indicator_term(name: str, unit: str, low: float, high: float) -> str:
    """One stated interval as a term: name, base unit, bounds."""
    return _SEPARATOR.join((name, unit, repr(low), repr(high)))


def parse_indicator_term(term: str) -> tuple[str, str, float, float]:
    name, unit, low, high = term.split(_SEPARATOR)
    return name, unit, float(low), float(high)


@dataclass(frozen=True)
class Schema:
    """What the declarations ask of an index."""

    facets: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """Changes whenever an index built for another schema is no longer good."""
        names = ",".join((*UNITS, "|", *self.facets, "|", *self.numbers))
        return f"{SCHEMA_VERSION}x{hashlib.sha256(names.encode()).hexdigest()[:8]}"


def schema_of(documents: Iterable[SearchDocument]) -> Schema:
    """The union of all kinds' facets and numbers, sorted."""
    known = list(documents)
    return Schema(
        facets=tuple(sorted({facet.name for document in known for facet in document.facets})),
        numbers=tuple(sorted({number.name for document in known for number in document.numbers})),
    )

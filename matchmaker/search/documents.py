"""What a feature says about its searchable objects: the only source of the index's fields.

A feature writes one `documents.py` and registers one declaration per kind::

    from flask import url_for
    from flask_babel import lazy_gettext as _l
    from matchmaker.kernel.layers import Layer
    from matchmaker.search.documents import Facet, Field, Number, SearchDocument, Sort, Zone, register

    CHALLENGE = register(SearchDocument(
        kind="challenge",
        label=_l("需求"),
        model=Challenge,
        tone="need",
        fields=(
            Field("title", _l("标题"), zone=Zone.TITLE),
            Field("keywords", _l("关键词"), zone=Zone.KEYWORDS),
            Field("summary", _l("摘要")),
            Field("problem", _l("问题"), layer=lambda c: c.layer_of("problem")),     # layer chosen per object
            Field("sponsor", _l("发榜方"), read=sponsor_shown_to_all),                # computed text
        ),
        facets=(
            Facet("status", _l("阶段"), label_of=lambda code: ChallengeStatus(code).label),
            Facet("domain", _l("领域"), read=lambda c: c.domain_code, label_of=domain_label),
        ),
        numbers=(
            Number("published", _l("发布时间"), read=lambda c: epoch_seconds(c.published_at)),
            Number("funding", _l("榜额"), read=lambda c: c.funding_amount, is_range=True, per_unit=1_000_000),
        ),
        sorts=(Sort("deadline", _l("按截止时间"), number="deadline"),),
        indicators=lambda c: c.indicators,                                            # rows with .layer
        is_indexable=lambda c: c.status in PUBLISHED,
        load_visible=queries.load_visible,            # (actor, ids) -> objects the actor may read, any order
        url=lambda c: url_for("challenges.detail", public_id=c.public_id),
        card_template="challenges/_card.html",        # gets `item` (the object) and `hit` (a SearchHit)
        depends_on={ChallengeIndicator: lambda row: [row.challenge_id],
                    Organization: lambda o: select(Challenge.id).where(Challenge.sponsor_id == o.id)},
    ))

Only `is_indexable` objects enter the index, so keep drafts out. Three layers, never mixed: PUBLIC text is
searched by everybody, REGISTERED text by signed-in people, NDA text by nobody: it only serves matching.
Names used by several kinds (`status`, `domain`, `industry`, `region`, `trl`, `cooperation_mode`, `published`)
should mean the same everywhere, then one facet covers all kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from matchmaker.kernel.actor import Actor
from matchmaker.kernel.layers import Layer

LayerChoice = Layer | Callable[[Any], Layer]
Text = Any  # str or a lazy translation; templates print both


class Zone(IntEnum):
    """Part of a document; the value multiplies the frequency of a term in it."""

    TITLE = 3
    KEYWORDS = 2
    TEXT = 1


def _layer(choice: LayerChoice, subject: Any) -> Layer:
    return choice if isinstance(choice, Layer) else choice(subject)


@dataclass(frozen=True)
class Field:
    """One searched text: its source, its weight, its confidentiality layer.

    `read` returns a string, an iterable of strings or None; without it the attribute `name` is read.
    A hidden (NDA) field is indexed for matching only and never shows in snippets.
    """

    name: str
    label: Text
    zone: Zone = Zone.TEXT
    layer: LayerChoice = Layer.PUBLIC
    read: Callable[[Any], Any] | None = None
    is_matched: bool = True
    """False for names and numbers: they are searched, but say nothing about who fits whom."""

    def text_of(self, subject: Any) -> str:
        """The field's text, list items on lines of their own, "" when there is none."""
        value = self.read(subject) if self.read else getattr(subject, self.name)
        if value is None:
            return ""
        return value if isinstance(value, str) else "\n".join(str(part) for part in value if part)

    def layer_of(self, subject: Any) -> Layer:
        return _layer(self.layer, subject)


@dataclass(frozen=True)
class Facet:
    """A list of codes one may filter and count by. `label_of` turns a code into words (default: the code)."""

    name: str
    label: Text
    read: Callable[[Any], Any] | None = None
    label_of: Callable[[str], Text] = str
    layer: LayerChoice = Layer.PUBLIC

    def codes_of(self, subject: Any) -> tuple[str, ...]:
        """The codes of one object, without empty ones and without repetition."""
        value = self.read(subject) if self.read else getattr(subject, self.name)
        values: Iterable[Any] = [value] if value is None or isinstance(value, str | int) else value
        return tuple(dict.fromkeys(str(v) for v in values if v is not None and str(v) != ""))

    def layer_of(self, subject: Any) -> Layer:
        return _layer(self.layer, subject)


@dataclass(frozen=True)
class Number:
    """An integer column for sorting and range filters: money in 分, days, seconds since 1970, never a float.

    `is_range` offers two number inputs on the page; `per_unit` is how many stored units one typed unit is
    (1,000,000 分 for 万元); `unit` is printed beside the inputs. `is_shown=False`: only the kind's own
    page offers this range.
    """

    name: str
    label: Text
    read: Callable[[Any], int | None] | None = None
    layer: LayerChoice = Layer.PUBLIC
    is_range: bool = False
    is_shown: bool = True
    per_unit: int = 1
    unit: Text = ""

    def value_of(self, subject: Any) -> int | None:
        value = self.read(subject) if self.read else getattr(subject, self.name)
        return None if value is None else int(value)

    def layer_of(self, subject: Any) -> Layer:
        return _layer(self.layer, subject)


@dataclass(frozen=True)
class Sort:
    """An order by a number column; objects without the number come last in either direction."""

    name: str
    label: Text
    number: str
    descending: bool = False


def _everything(_subject: Any) -> bool:
    return True


def _no_note(_subject: Any) -> str:
    return ""


def _title(subject: Any) -> str:
    return subject.title


@dataclass(frozen=True, eq=False)
class SearchDocument:
    """The declaration of one kind. `kind` is the first half of every key: `challenge:7`."""

    kind: str
    label: Text
    model: type
    fields: tuple[Field, ...]
    load_visible: Callable[[Actor, Sequence[int]], Iterable[Any]]
    url: Callable[[Any], str]
    card_template: str
    title: Callable[[Any], str] = _title
    note: Callable[[Any], Text] = _no_note
    """A few words at the right of a suggestion: 380 万元　剩 25 天."""
    tone: str = "line"
    """Colour of the kind's tag: need (dune), sup (lake), line (neutral)."""
    facets: tuple[Facet, ...] = ()
    numbers: tuple[Number, ...] = ()
    sorts: tuple[Sort, ...] = ()
    indicators: Callable[[Any], Iterable[Any]] | None = None
    """Indicator rows (name, operator, value_low, value_high, unit, layer); found by 「水分 ≤ 50 mg/kg」."""
    is_indexable: Callable[[Any], bool] = _everything
    audience: LayerChoice = Layer.PUBLIC
    """Who may know that the object exists at all. NDA: nobody finds it, matching only."""
    depends_on: Mapping[type, Callable[[Any], Any]] = field(default_factory=dict)
    """Other model → ids (or a SELECT of ids) of this kind to index again when a row of it changes."""
    load_options: tuple[Any, ...] = ()
    """SQLAlchemy loader options for bulk indexing, such as selectinload(Challenge.indicators)."""

    def audience_of(self, subject: Any) -> Layer:
        return _layer(self.audience, subject)

    def key_of(self, object_id: int) -> str:
        return f"{self.kind}:{object_id}"


_registry: dict[str, SearchDocument] = {}


def register(document: SearchDocument) -> SearchDocument:
    """Add a kind to the index. Two declarations of one kind are a mistake and raise ValueError."""
    known = _registry.get(document.kind)
    if known is not None and known.model is not document.model:
        raise ValueError(f"search kind {document.kind!r} is already registered for {known.model.__name__}")
    _check_names(document)
    _registry[document.kind] = document
    return document


def unregister(kind: str) -> None:
    """Forget a kind; its documents leave the index at the next verify."""
    _registry.pop(kind, None)


def registered() -> tuple[SearchDocument, ...]:
    """All declarations, in the order of registration."""
    return tuple(_registry.values())


def get_document(kind: str) -> SearchDocument:
    """The declaration of a kind; an unknown one raises KeyError with the line to add."""
    try:
        return _registry[kind]
    except KeyError:
        raise KeyError(f"no search document {kind!r}: add register(SearchDocument(…)) for it") from None


def has_kind(kind: str) -> bool:
    return kind in _registry


def _check_names(document: SearchDocument) -> None:
    for group in (document.fields, document.facets, document.numbers):
        names = [item.name for item in group]
        if len(names) != len(set(names)):
            raise ValueError(f"{document.kind}: a name is declared twice among {names}")
    numbers = {number.name for number in document.numbers}
    for sort in document.sorts:
        if sort.number not in numbers:
            raise ValueError(f"{document.kind}: sort {sort.name!r} needs Number({sort.number!r}, …)")

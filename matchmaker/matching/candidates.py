"""Recall: which pairs are worth scoring. Both directions end in the same set of pairs with the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from sqlalchemy import ColumnElement, and_, select

from matchmaker.extensions import db
from matchmaker.kernel.layers import Layer
from matchmaker.matching.models import Match, TargetKind
from matchmaker.matching.sides import NEED, Side, side_of
from matchmaker.search import recall, synonyms
from matchmaker.search.documents import get_document, has_kind
from matchmaker.search.engine import backend
from matchmaker.search.producer import load_keys, parse_key
from matchmaker.search.ranking import TermKey, idf, term_factor

RECALL = 40  # candidates of one kind for one object
BACKGROUND = 500  # documents without any of the words, added when rarity is judged
LAYERS = tuple(Layer)  # matching reads hidden texts too; explanations hide them again


class _Rarities(dict[TermKey, float]):
    """Asks for a term that is not known yet."""

    def __init__(self, learn: Callable[[Iterable[TermKey]], None]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, term: TermKey) -> float:
        self._learn([term])
        return self[term]


class Collection:
    """The indexed needs and offers during one run: sides read once, frequencies asked once."""

    def __init__(self) -> None:
        self._backend = backend()
        self._sides: dict[str, Side | None] = {}
        self._learned: set[str] = set()
        self._rarity = _Rarities(self.learn)
        self._kinds = [kind for kind in (NEED, *(kind.value for kind in TargetKind)) if has_kind(kind)]

    @property
    def is_outdated(self) -> bool:
        """Whether the index has been replaced meanwhile."""
        return self._backend is not backend()

    @property
    def remembered(self) -> int:
        return len(self._sides)

    def forget_sides(self) -> None:
        """Let go of what was read of the database and of its words."""
        self._sides, self._learned, self._rarity = {}, set(), _Rarities(self.learn)

    @cached_property
    def synonyms(self) -> synonyms.Synonyms:
        return synonyms.current()

    @cached_property
    def size(self) -> int:
        """Documents, as if the market were never tiny: two alike among ten would make their words seem common."""
        return self._backend.document_count() + BACKGROUND

    @property
    def rarity(self) -> Callable[[TermKey], float]:
        """How telling a term is among all that is indexed."""
        return self._rarity.__getitem__

    def learn(self, terms: Iterable[TermKey]) -> None:
        """Ask for the rarity of many terms at once."""
        new = [term for term in terms if term not in self._rarity]
        for term, count in self._backend.postings_counts(new, LAYERS).items():
            self._rarity[term] = term_factor(term[0], self.size, max(1, count))

    @property
    def rarest(self) -> float:
        """The rarity of a pair of characters that occurs once."""
        return idf(self.size, 1) ** 1.5

    def sides(self, keys: Iterable[str]) -> dict[str, Side | None]:
        """Key → side; None for what is gone, not published or no longer open."""
        wanted = list(dict.fromkeys(keys))
        missing = [key for key in wanted if key not in self._sides]
        for key, subject in load_keys(missing).items() if missing else ():
            side = None
            if subject is not None:
                side = side_of(get_document(parse_key(key)[0]), subject, self.synonyms)
            self._sides[key] = side if side is not None and side.is_open else None
        return {key: self._sides[key] for key in wanted}

    def partners(self, side: Side) -> list[Side]:
        """What the index proposes for a side, and what is already stored with it."""
        kinds = [kind.value for kind in TargetKind] if side.kind == NEED else [NEED]
        bag = recall.bag_for(side.weighted_texts, self.synonyms)
        keys = [
            hit.key
            for kind in kinds
            if has_kind(kind)
            for hit in self._backend.similar(bag, [kind], RECALL, LAYERS)
        ]
        found = [one for one in self.sides([*keys, *stored_partners(side)]).values() if one is not None]
        new = [one for one in (side, *found) if one.key not in self._learned]
        self.learn(set[TermKey]().union(*(one.asked_terms for one in new)))
        self._learned.update(one.key for one in new)
        return found

    @cached_property
    def offers(self) -> int:
        """How many offers of all kinds are within reach of a need."""
        return self._backend.document_count([kind.value for kind in TargetKind])


def stored_partners(side: Side) -> list[str]:
    """Keys of the other sides of the stored pairs of an object."""
    if side.kind == NEED:
        rows = db.session.execute(
            select(Match.target_kind, Match.target_id).where(Match.challenge_id == side.object_id)
        )
        return [f"{kind.value}:{number}" for kind, number in rows]
    own = (Match.target_kind == TargetKind(side.kind), Match.target_id == side.object_id)
    return [f"{NEED}:{number}" for number in db.session.scalars(select(Match.challenge_id).where(*own))]


def matches_of(key: str) -> ColumnElement[bool]:
    """The SQL condition for all stored pairs of an object."""
    kind, number = parse_key(key)
    if kind == NEED:
        return Match.challenge_id == number
    return and_(Match.target_kind == TargetKind(kind), Match.target_id == number)

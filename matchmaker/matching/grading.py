"""Cross-validating the level on graded pairs of bare texts.

Every feature can be said in words: how well the texts agree compared with the best offer for this need, how much of
the need's title, of its text and of the offer is found on the other side, the longest piece both share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import levels as ordinal
from matchmaker.matching.relevance import KIND, LAYERS, Collection, Grades, Text
from matchmaker.search.normalization import normalise
from matchmaker.search.ranking import LONG_TEXT, Bag, bag_of
from matchmaker.search.recall import BODY
from matchmaker.search.scope import Scope

NAMES = (
    "score", "score_of_best", "rank", "title_found", "text_found", "offer_found", "offer_characters_found",
    "longest_common", "offer_length", "need_length", "best_score",
    *(f"{part}_{unit}" for part in ("all", "title", "text") for unit in ("b", "u", "w", "m")),
)  # fmt: skip
EARLIER = ("earlier_for_need", "earlier_for_offer")
_COVERED = {"b": 1.0, "m": 1.5}
_READ = 3000  # characters of a need in which an offer's terms are looked for
_SMOOTHING = 3.0


def graded_features(
    corpus: Sequence[Text], needs: Sequence[Text], grades: Grades
) -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """Features and levels of all graded pairs, and the need and the offer of each row."""
    collection, by_id = Collection(corpus), {text.id: text for text in corpus}
    rows, levels, of_need, of_offer = [], [], [], []
    try:
        for need in (one for one in needs if one.id in grades):
            judged = {offer: grade for offer, grade in grades[need.id].items() if offer in by_id}
            seen = NeedView(collection, need)
            for offer, grade in judged.items():
                rows.append(seen.features(by_id[offer]))
                levels.append(grade)
                of_need.append(need.id)
                of_offer.append(offer)
    finally:
        collection.close()
    return np.array(rows, float), np.array(levels, np.int64), of_need, of_offer


class NeedView:
    """One need against the whole collection."""

    def __init__(self, collection: Collection, need: Text) -> None:
        self.collection, self.need = collection, need
        self.scope = Scope.of(collection.backend.snapshot(), LAYERS, (KIND,))
        texts = {
            "all": [(need.title, 3.0), (need.text[:BODY], 1.0)],
            "title": [(need.title, 1.0)],
            "text": [(need.text[:1500], 1.0)],
        }
        self.units = {
            (part, unit): self.scope.scores(bag_of(texts[part], {unit: 1.0}))
            for part in texts
            for unit in ("b", "u", "w", "m")
        }
        triples = self.scope.scores(bag_of(texts["all"], {"t": LONG_TEXT["t"]}))
        whole = self.units["all", "b"] + LONG_TEXT["m"] * self.units["all", "m"] + triples
        self.total = whole + self.units["all", "u"] * self.scope.bare
        self.rank = np.argsort(np.argsort(-self.total))
        self.title_bag, self.text_bag = bag_of(texts["title"], _COVERED), bag_of(texts["all"], _COVERED)
        self.terms = set(bag_of([(f"{need.title}\n{need.text[:_READ]}", 1.0)], {**_COVERED, "u": 1.0}))
        self.title = normalise(need.title)

    def features(self, offer: Text) -> list[float]:
        """In the order of `NAMES`."""
        place = self.collection.places[offer.id]
        name = normalise(offer.title or offer.text[:80])
        bag = bag_of(offer.parts, {**_COVERED, "u": 1.0})
        words = {term: weight for term, weight in bag.items() if term[0] != "u"}
        letters = {term: weight for term, weight in bag.items() if term[0] == "u"}
        best = max(float(self.total.max()), 1e-9)
        score = float(self.total[place])
        return [
            math.log1p(score), score / best, math.log1p(int(self.rank[place])),
            self._share(self.title_bag, bag.keys()), self._share(self.text_bag, bag.keys()),
            self._share(words, self.terms), self._share(letters, self.terms),
            _longest_common(self.title, name) / 10, math.log1p(len(name)), math.log1p(len(self.need.text)), math.log1p(best),
            *(float(found[place] / (found.max() or 1.0)) for found in self.units.values()),
        ]  # fmt: skip

    def _share(self, bag: Bag, terms: object) -> float:
        factors = self.scope.factors(bag)
        total = found = 0.0
        for term, weight in bag.items():
            value = weight * factors[term]
            total += value
            found += value if term in terms else 0.0  # type: ignore[operator]
        return found / total if total else 0.0


def _longest_common(one: str, other: str) -> int:
    """Length of the longest piece both texts have."""
    best, before = 0, [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for place, its in enumerate(other):
            row.append(before[place] + 1 if letter == its else 0)
        best, before = max(best, *row), row
    return best


def cross_validated(
    features: np.ndarray, levels: NDArray[np.int64], needs: list[str], offers: list[str], by: str
) -> tuple[float, NDArray[np.int64]]:
    """1 / (1 + MAE) and the predicted levels, each predicted without its fold.

    ``by`` need: a need is wholly unseen. ``by`` pair: what staff graded before for the same need and offer helps.
    """
    groups = (
        needs if by == "need" else [f"{need}\t{offer}" for need, offer in zip(needs, offers, strict=True)]
    )
    predicted = np.zeros(len(levels), np.int64)
    for held in ordinal.folds(groups):
        if not held.any() or held.all():
            continue
        used, names = features, NAMES
        if by == "pair":
            used, names = np.column_stack((features, earlier(levels, needs, offers, ~held))), NAMES + EARLIER
        model = ordinal.LevelModel.fit(names, used[~held], levels[~held])
        predicted[held] = model.levels(used[held])
    return ordinal.agreement(predicted, levels), predicted


def earlier(
    levels: NDArray[np.int64], needs: list[str], offers: list[str], known: NDArray[np.bool_]
) -> np.ndarray:
    """Mean grade of the other known pairs of the same need and of the same offer, drawn to the general mean."""
    general = float(levels[known].mean())
    columns = []
    for names in (needs, offers):
        sums: dict[str, float] = {}
        counts: dict[str, int] = {}
        for name, level, is_known in zip(names, levels.tolist(), known.tolist(), strict=True):
            if is_known:
                sums[name] = sums.get(name, 0.0) + level
                counts[name] = counts.get(name, 0) + 1
        columns.append(
            [
                (sums.get(name, 0.0) - level * is_known + _SMOOTHING * general)
                / (counts.get(name, 0) - is_known + _SMOOTHING)
                for name, level, is_known in zip(names, levels.tolist(), known.tolist(), strict=True)
            ]
        )
    return np.column_stack(columns)

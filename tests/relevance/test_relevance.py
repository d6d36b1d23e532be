"""The production score on the fixed graded set, against its floors in ``expected.yaml``.

``python -m tests.relevance.test_relevance`` prints the measures; with ``--pool`` it names what should still be graded.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pytest
import yaml

from matchmaker.config import Config
from matchmaker.learning.graded import fixed_pairs, fixed_set, table
from matchmaker.matching.scorer import total_of
from matchmaker.matching.weights import current_weights

HERE = Path(__file__).parent
STRONG, PARTIAL, UNRELATED = 4, 3, 1
POOLED = 8  # first offers of each need that are graded
CEILINGS = {"unrelated_shown"}  # measures that should be low
TOLERANCE = 0.02
NEAR = "OK-ish"

Pair = tuple[str, str]


def is_english(key: str) -> bool:
    return key[1] == "x"


class Graded:
    """The set with the scores of all its pairs."""

    def __init__(self) -> None:
        known, weights = fixed_set(), current_weights()
        self.needs, self.offers, self.grades = known.needs, known.offers, known.grades
        self.scores = {(one.need, one.offer): round(total_of(one.values, weights)) for one in fixed_pairs()}
        self.line = Config.MATCH_THRESHOLD

    @cached_property
    def ranking(self) -> dict[str, list[str]]:
        """Need → its offers, best first; ties in the order of the file."""
        return {
            need.key: sorted((one.key for one in self.offers), key=lambda key: -self.scores[need.key, key])
            for need in self.needs
        }

    def grade(self, pair: Pair) -> int:
        return self.grades.get(pair, UNRELATED)

    @cached_property
    def strong(self) -> list[Pair]:
        return [pair for pair, grade in self.grades.items() if grade == STRONG]

    @cached_property
    def shown(self) -> list[Pair]:
        return [pair for pair, score in self.scores.items() if score >= self.line]

    @cached_property
    def cross_language(self) -> list[Pair]:
        return [pair for pair in self.strong if is_english(pair[0]) != is_english(pair[1])]

    def ungraded(self) -> list[Pair]:
        """What the ranking holds for good and nobody has judged."""
        first = [(need, offer) for need, offers in self.ranking.items() for offer in offers[:POOLED]]
        return [pair for pair in dict.fromkeys((*first, *self.shown)) if pair not in self.grades]

    def measures(self) -> dict[str, float]:
        answered = dict.fromkeys(need for need, _offer in self.strong)
        return {
            "strong_shown": share(self.scores[pair] >= self.line for pair in self.strong),
            "unrelated_shown": share(self.grade(pair) == UNRELATED for pair in self.shown),
            "first_is_strong": share(
                self.grade((need, self.ranking[need][0])) == STRONG for need in answered
            ),
            "ndcg_at_10": self.ndcg(10),
            "cross_language_found": share(
                offer in self.ranking[need][:5] for need, offer in self.cross_language
            ),
        }

    def ndcg(self, k: int) -> float:
        """Over the graded offers of each need one of which is at least partly right; gain = grade - 1."""
        found = []
        for need, offers in self.ranking.items():
            grades = [self.grades[need, offer] for offer in offers if (need, offer) in self.grades]
            if max(grades, default=0) >= PARTIAL:
                found.append(gain(grades[:k]) / gain(sorted(grades, reverse=True)[:k]))
        return sum(found) / len(found)


def share(answers: Iterable[bool]) -> float:
    values = list(answers)
    return sum(values) / len(values) if values else 0.0


def gain(grades: list[int]) -> float:
    return sum((grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def verdict(name: str, measured: float, expected: float) -> str:
    """OK, OK-ish where the floor is missed by no more than the tolerance, or FAIL."""
    missing = measured - expected if name in CEILINGS else expected - measured
    return "OK" if missing <= 0 else NEAR if missing <= TOLERANCE else "FAIL"


def expectations() -> dict[str, float]:
    return yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))


def verdicts(measured: dict[str, float]) -> dict[str, str]:
    expected = expectations()
    assert expected.keys() == measured.keys()
    return {name: verdict(name, value, expected[name]) for name, value in measured.items()}


def report(graded: Graded, measured: dict[str, float]) -> str:
    expected = expectations()
    lines = [f"{len(graded.needs)} needs, {len(graded.offers)} offers, {len(graded.grades)} graded pairs"]
    for name, found in verdicts(measured).items():
        bound = "at most" if name in CEILINGS else "at least"
        lines.append(f"{name:<22}{measured[name]:>7.3f}  {bound:<8} {expected[name]:.2f}  {found}")
    return "\n".join(lines)


def misses(graded: Graded) -> str:
    """Strong pairs that are not shown and unrelated ones that are."""
    hidden = [pair for pair in graded.strong if graded.scores[pair] < graded.line]
    wrong = [pair for pair in graded.shown if graded.grade(pair) == UNRELATED]
    named = {one.key: one.title for one in (*graded.needs, *graded.offers)}
    lines = [
        f"{what} {graded.scores[pair]:>3}  {pair[0]} {named[pair[0]]} / {pair[1]} {named[pair[1]]}"
        for what, pairs in (("hidden", hidden), ("wrong ", wrong))
        for pair in sorted(pairs, key=graded.scores.__getitem__)
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def graded() -> Graded:
    return Graded()


def test_measures_reach_their_floor(graded: Graded) -> None:
    measured = graded.measures()
    text = report(graded, measured)
    sys.stdout.write(f"\n{text}\n")
    assert "FAIL" not in verdicts(measured).values(), f"{text}\n{misses(graded)}"


def test_every_grade_is_of_a_known_pair(graded: Graded) -> None:
    rows = table("qrels.tsv")
    assert len(rows) == len(graded.grades)
    assert graded.grades.keys() <= graded.scores.keys()
    assert set(graded.grades.values()) == {1, 2, 3, 4}


def test_the_set_stays_what_it_is_meant_to_be(graded: Graded) -> None:
    """Every need is judged, some have no good offer, and both directions across the languages occur."""
    best = {one.key: 0 for one in graded.needs}
    for (need, _offer), grade in graded.grades.items():
        best[need] = max(best[need], grade)
    assert min(best.values()) >= 1
    assert sum(grade < PARTIAL for grade in best.values()) >= 6
    assert {is_english(need) for need, _offer in graded.cross_language} == {True, False}


def test_the_page_says_what_a_score_means(graded: Graded) -> None:
    stated = current_weights()["calibration"]
    assert stated["pairs"] == len(graded.grades)
    top = 101
    for floor, percent in stated["worth_a_talk"]:
        grades = [graded.grade(pair) for pair, score in graded.scores.items() if floor <= score < top]
        assert abs(100 * share(grade >= PARTIAL for grade in grades) - percent) <= 3, floor
        top = floor


@pytest.mark.parametrize(
    ("name", "measured", "expected", "found"),
    [
        ("ndcg_at_10", 0.90, 0.90, "OK"),
        ("ndcg_at_10", 0.89, 0.90, NEAR),
        ("ndcg_at_10", 0.87, 0.90, "FAIL"),
        ("unrelated_shown", 0.04, 0.05, "OK"),
        ("unrelated_shown", 0.06, 0.05, NEAR),
        ("unrelated_shown", 0.08, 0.05, "FAIL"),
    ],
)
def test_a_near_miss_is_no_failure(name: str, measured: float, expected: float, found: str) -> None:
    assert verdict(name, measured, expected) == found


def main() -> int:
    graded = Graded()
    measured = graded.measures()
    lines = [report(graded, measured), misses(graded)]
    if "--pool" in sys.argv[1:]:
        lines += [f"{need}\t{offer}\t?" for need, offer in graded.ungraded()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if "FAIL" in verdicts(measured).values() else 0


if __name__ == "__main__":
    sys.exit(main())

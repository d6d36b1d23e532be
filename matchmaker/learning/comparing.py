"""Pure: training a set of weights and comparing it with the present one; worse weights are refused with their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaker.learning import training
from matchmaker.learning.training import Example, Weights
from matchmaker.learning.vocabulary import ACCEPTED_FROM

HELD_BACK, TRAINED_ON, FIXED = "held_back", "trained_on", "fixed"
NOISE = 0.005  # nDCG on the fixed set below which a difference says nothing


@dataclass(frozen=True)
class Outcome:
    """``figures``: set of judgements → nDCG@10 with old and new weights and its number of needs; ``refusal`` is
    empty when the new weights may be used."""

    weights: Weights
    figures: dict[str, dict[str, float]]
    refusal: str


def trained(examples: Sequence[Example], fixed: Sequence[Example], present: Mapping[str, Any]) -> Outcome:
    """Fit weights on four of five judged needs and compare on the fifth and on the fixed set."""
    needs = training.usable(examples)
    learnt, held = training.split(needs)
    if len(needs) < training.FEWEST_NEEDS or not held or not learnt:
        least = training.FEWEST_NEEDS
        sentence = _("有分出高低的评价的需求只有 %(n)s 项，至少要 %(least)s 项。", n=len(needs), least=least)
        return Outcome(dict(present), {}, sentence)
    weights = training.fit(learnt, present)
    sets: dict[str, Sequence[Sequence[Example]]] = {
        HELD_BACK: held,
        TRAINED_ON: learnt,
        FIXED: training.usable(fixed),
    }
    figures = {
        name: {
            "old": round(training.ndcg(judged, present), 4),
            "new": round(training.ndcg(judged, weights), 4),
            "needs": len(judged),
        }
        for name, judged in sets.items()
    }
    return Outcome(weights, figures, _refusal(weights, present, figures))


def _refusal(weights: Weights, present: Mapping[str, Any], figures: Mapping[str, Mapping[str, float]]) -> str:
    held, fixed = figures[HELD_BACK], figures[FIXED]
    if all(weights[group] == present[group] for group in training.GROUPS):
        return _("评价没有要求改变权重。")
    if held["new"] < held["old"]:
        return _("在留出的评价上变差：%(old)s → %(new)s。", old=held["old"], new=held["new"])
    if fixed["new"] < fixed["old"] - NOISE:
        return _("在固定题集上变差：%(old)s → %(new)s。", old=fixed["old"], new=fixed["new"])
    return ""


def calibration(pairs: Sequence[Example], weights: Mapping[str, Any]) -> dict[str, Any]:
    """From which score on how many per cent of the pairs of the fixed set are worth a talk, with these weights."""
    known = [(round(training.total_of(one.values, weights)), one.grade) for one in pairs]
    rows, top = [], 101
    for floor, _percent in weights["calibration"]["worth_a_talk"]:
        grades = [grade for score, grade in known if floor <= score < top]
        share = sum(grade >= ACCEPTED_FROM for grade in grades) / len(grades) if grades else 0.0
        rows.append([floor, round(100 * share)])
        top = floor
    return {"pairs": weights["calibration"]["pairs"], "worth_a_talk": rows}

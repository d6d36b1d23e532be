"""Pure: why this pair. Each reason names the layers it was read from, so that it can be hidden from a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from matchmaker.kernel.layers import Layer
from matchmaker.matching import features as feature
from matchmaker.matching.phrases import Shared, shared_names, shared_phrases, spelled
from matchmaker.matching.sides import Side
from matchmaker.search.ranking import TermKey
from matchmaker.search.synonyms import Synonyms

MOST_TERMS = 8


@dataclass(frozen=True)
class Reason:
    """``kind`` term | synonym | domain | industry | discipline | trl | process | scale | region; ``params`` for words."""

    kind: str
    need_layer: Layer = Layer.PUBLIC
    offer_layer: Layer = Layer.PUBLIC
    params: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        layers = {"need_layer": self.need_layer.value, "offer_layer": self.offer_layer.value}
        return {"kind": self.kind, "params": self.params} | layers


class Words(Protocol):
    """What explaining asks about words: how telling they are, and other names."""

    @property
    def synonyms(self) -> Synonyms: ...

    @property
    def rarest(self) -> float:
        """The rarity of a term that occurs once."""

    @property
    def rarity(self) -> Callable[[TermKey], float]: ...


def explain(need: Side, offer: Side, about: Words, weights: dict[str, Any]) -> list[Reason]:
    """All reasons of a pair, words first."""
    phrases = shared_phrases(need.parts, offer.parts, about.rarity, weights["phrase_rarity"] * about.rarest)
    reasons = [_term(replace(one, text=spelled(one.text, need.parts))) for one in _spread(phrases)]
    reasons += [_term(one) for one in shared_names(need.parts, offer.parts, about.synonyms)]
    return reasons + _facts(need, offer)


def _spread(phrases: list[Shared]) -> list[Shared]:
    """The most telling ones, and among them always some that everybody may read."""
    public = [one for one in phrases if one.need_layer is one.offer_layer is Layer.PUBLIC]
    chosen = phrases[:MOST_TERMS]
    return chosen + [one for one in public[:MOST_TERMS] if one not in chosen]


def _term(one: Shared) -> Reason:
    kind = "synonym" if one.other else "term"
    params = {"text": one.text} | ({"other": one.other} if one.other else {})
    return Reason(kind, one.need_layer, one.offer_layer, params)


def _facts(need: Side, offer: Side) -> list[Reason]:
    reasons: list[Reason] = []
    for name in ("domain", "industry", "discipline"):
        reasons += _code_reason(name, need, offer)
    if (gap := feature.trl_gap(need, offer)) is not None:
        params = {"wanted": int(need.fact("trl")), "reached": int(offer.fact("trl")), "gap": gap}
        reasons.append(_reason("trl", "trl", need, offer, params))
    if (steps := feature.process_gap(need, offer)) is not None:
        scales: dict[str, Any] = {
            "wanted": str(need.fact("process_scale")).lower(),
            "reached": str(offer.fact("process_scale")).lower(),
            "gap": steps,
        }
        reasons.append(_reason("process", "process_scale", need, offer, scales))
    if (ratio := feature.scale_ratio(need, offer)) is not None:
        reasons.append(_reason("scale", "scale_tpa", need, offer, {"ratio": round(ratio, 1)}))
    if need.fact("region") and need.fact("region") == offer.fact("region"):
        reasons.append(_reason("region", "region", need, offer, {"code": need.fact("region")}))
    return reasons


def _code_reason(name: str, need: Side, offer: Side) -> list[Reason]:
    ours, theirs = need.fact(name) or (), offer.fact(name) or ()
    same = next((code for code in ours if code in theirs), None)
    if same:
        return [_reason(name, name, need, offer, {"code": same, "level": "class"})]
    if name != "industry":
        return []
    for one in ours:
        for other in theirs:
            if (level := feature.industry_level(one, other)) in ("group", "division"):
                code = one[: {"group": 4, "division": 3}[level]]
                return [_reason(name, name, need, offer, {"code": code, "level": level})]
    return []


def _reason(kind: str, fact: str, need: Side, offer: Side, params: dict[str, Any]) -> Reason:
    return Reason(kind, need.facts[fact].layer, offer.facts[fact].layer, params)

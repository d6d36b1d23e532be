"""Optional: a neural model reads need and offer together and moves the order of suggestions. Off by default.

The site imports this package only when ``RERANKER_FOLDER`` is set. What a re-ranker does not do: it neither adds nor
removes a suggestion, and it writes no reasons; the words, figures and parts on the page stay those of the scorer.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any, Protocol

from flask import Flask

from matchmaker.matching.sides import Side

log = logging.getLogger(__name__)
EXTENSION = "reranker"
FEATURE = "reranker"  # name of the model's own figure among a pair's features
VERSION_MARK = "+r"  # after the scorer's version
SETTING = "RERANKER_FOLDER"


class RerankerError(RuntimeError):
    """The setting names a folder that cannot serve; the text says what is missing."""


class Reranker(Protocol):
    """Judges how well offers answer a need."""

    def logits(self, need: str, offers: Sequence[str]) -> list[float]:
        """One number per offer, higher is better; 0 means undecided."""
        ...


def init_app(app: Flask) -> None:
    """Check the folder when the site starts, so that a wrong setting is seen at once and not in a log.

    The model itself is loaded by the process that first needs it: a web server seldom does.
    """
    from matchmaker.matching.rerankers.onnx import OnnxReranker

    app.extensions[EXTENSION] = OnnxReranker(app.config[SETTING])


def reranked(scores: Sequence[float], logits: Sequence[float], weight: float) -> list[float]:
    """Pure: scores 0–100 blended with a model's logits: (1 - weight) · score + weight · 100 · sigmoid(logit).

    Each pair by itself, so the result is the same from whichever side the pair was found.
    """
    if not 0 <= weight <= 1:
        raise RerankerError(f"RERANKER_WEIGHT must lie between 0 and 1, not {weight}")
    return [
        (1 - weight) * score + weight * 100 * chance(logit)
        for score, logit in zip(scores, logits, strict=True)
    ]


def chance(logit: float) -> float:
    """The logistic function, safe for large numbers; not a number counts as undecided."""
    if math.isnan(logit):
        return 0.5
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def text_of(side: Side) -> str:
    """What the model reads: title, keywords, texts, in the order of the declaration."""
    return "\n".join(part.text for part in side.parts)


def rerank_rows(app: Flask, pairs: Sequence[tuple[Side, Side]], rows: Sequence[dict[str, Any]]) -> None:
    """Blend the model into the scores of (need, offer) pairs. When the model fails, the scorer's order stays."""
    try:
        logits = _logits(app.extensions[EXTENSION], pairs)
    except Exception:
        log.exception("%s: the re-ranker failed; suggestions keep the scorer's order", SETTING)
        return
    blended = reranked([row["score"] for row in rows], logits, app.config["RERANKER_WEIGHT"])
    for row, score, logit in zip(rows, blended, logits, strict=True):
        row["score"] = _on_its_side(row["score"], score, app.config["MATCH_THRESHOLD"])
        row["features"][FEATURE] = round(chance(logit), 4)
        row["scorer_version"] += VERSION_MARK


def _logits(reranker: Reranker, pairs: Sequence[tuple[Side, Side]]) -> list[float]:
    """Pairs of one need are judged together."""
    found = [0.0] * len(pairs)
    groups: dict[str, list[int]] = {}
    for place, (need, _offer) in enumerate(pairs):
        groups.setdefault(need.key, []).append(place)
    for places in groups.values():
        need = pairs[places[0]][0]
        offers = [text_of(pairs[place][1]) for place in places]
        for place, logit in zip(places, reranker.logits(text_of(need), offers), strict=True):
            found[place] = logit
    return found


def _on_its_side(before: int, after: float, threshold: int) -> int:
    """Rounded, and not across the line between shown and not shown: the order changes, not the selection."""
    return max(threshold, round(after)) if before >= threshold else min(threshold - 1, round(after))

"""The weights of the score as versioned data; every stored match names the version it was made with."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import g, has_app_context

_chosen: Callable[[], dict[str, Any] | None] = lambda: None  # noqa: E731  replaced by wiring


@lru_cache(maxsize=1)
def built_in_weights() -> dict[str, Any]:
    """``weights.json``: change a number, raise ``version``, and let `flask matching refresh` compute all anew."""
    return json.loads((Path(__file__).parent / "weights.json").read_text("utf-8"))


def use_source(source: Callable[[], dict[str, Any] | None]) -> None:
    """`wiring` hands over where staff's choice of trained weights is found; None means the built-in ones."""
    global _chosen
    _chosen = source


def current_weights() -> dict[str, Any]:
    """What pairs are scored with now; asked once per request or task."""
    if not has_app_context():
        return built_in_weights()
    if "matching_weights" not in g:
        g.matching_weights = _chosen() or built_in_weights()
    return g.matching_weights  # type: ignore[no-any-return]


def forget_weights() -> None:
    """Ask anew, after another choice."""
    g.pop("matching_weights", None)


def current_version() -> str:
    return str(current_weights()["version"])

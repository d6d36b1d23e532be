"""Calls (征集): a window in which needs are proposed under published rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.calls.views import blueprint

    return (blueprint,)

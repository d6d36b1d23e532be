"""Evaluations (评审): a panel without conflicts scores the opened bids of a challenge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.evaluations.views import blueprint

    return (blueprint,)

"""Bids (揭榜): sealed answers of teams to a challenge, from draft over sealing and opening to eligibility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.bids.views import blueprint

    return (blueprint,)

"""Contracts (签约) and their delivery: signatures, milestones, acceptance, payments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.contracts.views import blueprint

    return (blueprint,)

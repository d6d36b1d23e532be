"""Challenges: what companies need solved, from guided draft over screening to the public board and renewal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.challenges import documents  # noqa: F401  declares what is searched
    from matchmaker.challenges.views import blueprint

    return (blueprint,)

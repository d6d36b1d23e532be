"""Achievements: what universities, institutes and companies offer, from draft to listing and renewal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.achievements import documents  # noqa: F401  tell the index what is searched
    from matchmaker.achievements.views import blueprint

    return (blueprint,)

"""Experts: profiles, the directory, and requests that reach them only through the platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.experts import documents  # noqa: F401  tell the index what is searched
    from matchmaker.experts.views import blueprint

    return (blueprint,)

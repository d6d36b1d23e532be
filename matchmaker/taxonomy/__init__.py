"""Vocabularies both sides share: industries, disciplines, fields, regions, maturity and the like. Data files, no tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.taxonomy.views import blueprint

    return (blueprint,)

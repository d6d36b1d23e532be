"""Awards (定榜): the sponsor's choice, its public notice, objections, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.awards.views import blueprint

    return (blueprint,)

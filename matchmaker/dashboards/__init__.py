"""Work benches: what is to be done now, by whom, until when, over the whole procedure. Only reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.dashboards.views import blueprint

    return (blueprint,)

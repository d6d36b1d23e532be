"""The front page and the pages about the site itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.home.views import blueprint

    return (blueprint,)

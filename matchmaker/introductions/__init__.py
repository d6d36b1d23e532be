"""From a suggested pair to an introduction: what brokers decide about a need and an offer, and what the two sides answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.introductions.views import blueprint

    return (blueprint,)

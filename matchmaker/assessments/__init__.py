"""Assessment of needs (论证): experts score a need on four dimensions before it is announced and issued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.assessments.views import blueprint

    return (blueprint,)

"""Direct answers: a page from somebody who could solve a need or wants an achievement, and the clock of the reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.interests.views import blueprint

    return (blueprint,)

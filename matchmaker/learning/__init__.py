"""What people say about pairs, weights learnt from it, and how good the matching is from release to release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.learning import jobs  # noqa: F401  declares the tasks
    from matchmaker.learning.views import blueprint

    return (blueprint,)


def commands() -> Sequence[Any]:
    from matchmaker.learning import cli  # noqa: F401  adds its commands to `flask matching`

    return ()

"""Which offers answer which needs, how well, and why. Works on search documents; knows no feature by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.matching import jobs  # noqa: F401  declares the task
    from matchmaker.matching.views import blueprint

    return (blueprint,)


def commands() -> Sequence[Any]:
    from matchmaker.matching.cli import matching_cli

    return (matching_cli,)

"""Search over everything the features register: one index, one analysis, one way to rank.

The index only proposes ids. What a person may see is decided by the feature's `load_visible` and by the
confidentiality layers, each of which is indexed apart. Read `documents.py` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.search import jobs, tracking  # noqa: F401  declare the tasks, listen to the session
    from matchmaker.search.views import blueprint

    return (blueprint,)


def commands() -> Sequence[Any]:
    from matchmaker.search.cli import search_cli

    return (search_cli,)


def status() -> dict[str, Any]:
    """Backlog, oldest age, documents and generation, for `/ready`."""
    from matchmaker.search import upkeep

    return upkeep.status()

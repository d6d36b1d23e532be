"""A small believable world to try the site with. All organizations are fictional and marked 示例."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def commands() -> Sequence[Any]:
    from matchmaker.devdata.cli import devdata

    return (devdata,)

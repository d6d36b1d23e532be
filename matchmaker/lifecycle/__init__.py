"""What the clock does by itself: deadlines, expiries, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def commands() -> Sequence[Any]:
    from matchmaker.lifecycle.cli import lifecycle_cli

    return (lifecycle_cli,)

"""The small market of the matching tests and the broker's desk serve learning too."""

from __future__ import annotations

from tests.introductions.conftest import desk
from tests.matching.market import market

__all__ = ["desk", "market"]

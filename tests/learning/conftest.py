"""The small market of the matching tests serves learning too."""

from __future__ import annotations

from tests.matching.market import market

__all__ = ["market"]

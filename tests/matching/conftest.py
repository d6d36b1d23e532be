"""Fixtures of the matching tests."""

from __future__ import annotations

from tests.matching.market import market

__all__ = ["market"]

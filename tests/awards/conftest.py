"""The same parties as around an evaluation."""

from __future__ import annotations

from tests.evaluations.conftest import court

__all__ = ["court"]

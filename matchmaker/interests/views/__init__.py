"""Pages of direct answers: writing, the two lists, one answer, and what waits too long."""

from __future__ import annotations

from matchmaker.interests.views import answering, desk, writing  # noqa: F401  their routes
from matchmaker.interests.views.blueprint import blueprint

__all__ = ["blueprint"]

"""Reactions to what happens below: whatever the index has taken in may have new suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from matchmaker.kernel import background
from matchmaker.matching.jobs import REFRESH_TASK
from matchmaker.matching.services import MATCHED_KINDS, mark_stale
from matchmaker.search.indexer import Drained


def note_drained(drained: Sequence[Drained]) -> None:
    """After the index has a need, achievement or expert as it is now (or no longer): renew its suggestions.

    Runs in the transaction that settles the index's own marks, so a crash loses nothing. Publication, change,
    closing and deletion all come this way.
    """
    keys = [one.key for one in drained if one.kind in MATCHED_KINDS]
    if keys:
        mark_stale(keys)
        background.enqueue(REFRESH_TASK)

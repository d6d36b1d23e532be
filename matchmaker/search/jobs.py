"""Background tasks of search. Both may run at any time and any number of times."""

from __future__ import annotations

from matchmaker.kernel import background
from matchmaker.search import indexer, upkeep
from matchmaker.search.tracking import DRAIN_TASK

_DAY = 24 * 60


@background.task(DRAIN_TASK)
def drain_task() -> None:
    """Index what changed; woken by every commit that marks something, and every minute."""
    indexer.drain_all()


@background.task("search.check", every_minutes=_DAY)
def check_task() -> None:
    """At start and every night."""
    upkeep.check()

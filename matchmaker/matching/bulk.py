"""Every need against all offerings, in several processes: after a change of weights, or on an empty table.

Every stored pair belongs to a need, so this renews all pairs. What only an offering's own search would find besides
comes with its next change, or with the marks of `flask matching refresh --offerings`.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.locking import file_lock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import jobs, services
from matchmaker.matching.candidates import Collection
from matchmaker.matching.models import MatchRefresh
from matchmaker.matching.sides import NEED
from matchmaker.search.documents import get_document
from matchmaker.search.engine import backend
from matchmaker.search.producer import load_keys

log = logging.getLogger(__name__)
Mark = tuple[str, int]
"""Key and generation."""
SHARE = 100  # needs a process takes at a time
STORED_TOGETHER = 20  # needs of one transaction
MOST_SIDES = 10_000  # offerings a process remembers: some 500 MB
CACHE_MB = 512  # postings a process keeps: ten thousand needs ask for nearly all terms again and again
# what is remembered is much; looking through it often costs a fifth of the time
_COLLECTIONS = (100_000, 20, 50)
_PATIENCE = 20.0  # seconds until the worker has finished what it is at
_app: Flask | None = None


def refresh_needs(processes: int, report: Callable[[int, int], None]) -> int:
    """Compute and store the pairs of all needs; ``report(done, all)``. Returns how many needs failed.

    The marks are set first, so what is left when this dies is done by the worker.
    """
    keys = _by_title([key for key in backend().stamps() if key.startswith(f"{NEED}:")])
    with transaction():
        services.mark_stale(keys)
    marks = _marks(set(keys))
    shares = _cut([(key, marks[key]) for key in keys], SHARE)
    done = failed = 0
    with file_lock(jobs.lock_path(), wait=_PATIENCE):  # or else the worker does the same marks: no harm
        for share, failures in _worked_off(shares, processes):
            done, failed = done + share, failed + failures
            report(done, len(keys))
    return failed


def _cut(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _by_title(keys: Sequence[str]) -> list[str]:
    """Needs of like titles follow each other: they share the offerings just read."""
    title = get_document(NEED).title
    titles: dict[str, str] = {}
    for some in _cut(keys, 500):
        titles |= {key: title(subject) for key, subject in load_keys(some).items() if subject is not None}
        db.session.rollback()
    return sorted(keys, key=lambda key: (titles.get(key, ""), key))


def _marks(keys: set[str]) -> dict[str, int]:
    rows = db.session.execute(select(MatchRefresh.key, MatchRefresh.generation))
    found = {key: generation for key, generation in rows if key in keys}
    db.session.rollback()
    return found


def _worked_off(shares: Sequence[Sequence[Mark]], processes: int) -> Iterator[tuple[int, int]]:
    """(done, failed) of each share as it ends; with one process the work is done here."""
    if processes < 2:
        yield from (_work(share) for share in shares)
        return
    settings = {
        name: current_app.config[name]
        for name in ("DATA_DIR", "SQLALCHEMY_DATABASE_URI", "SEARCH_BACKEND", "RERANKER_FOLDER", "DEMO")
    }
    settings["SEARCH_CACHE_MB"] = max(CACHE_MB, int(current_app.config.get("SEARCH_CACHE_MB", 0)))
    factory = current_app.extensions["application_factory"]
    with get_context("spawn").Pool(processes, _start, (factory, settings)) as pool:
        yield from pool.imap_unordered(_work_in_child, shares)


def _start(factory: Callable[[dict[str, Any]], Flask], settings: dict[str, Any]) -> None:
    """In a child: an application of its own with the parent's settings."""
    global _app
    _app = factory(settings)
    gc.set_threshold(*_COLLECTIONS)


def _work_in_child(share: Sequence[Mark]) -> tuple[int, int]:
    assert _app is not None
    with _app.app_context():
        return _work(share)


def _work(share: Sequence[Mark]) -> tuple[int, int]:
    collection, failed = _collection(), 0
    for some in _cut(share, STORED_TOGETHER):
        plans: list[services.Plan] = []
        settled: list[Mark] = []
        for key, generation in some:
            try:
                plans.append(services.plan_matches(key, collection))
                settled.append((key, generation))
            except Exception:  # one need must not stop the others; its mark stays for the worker
                log.exception("suggestions for %s could not be computed", key)
                failed += 1
        db.session.rollback()
        with transaction():
            for plan in plans:
                services.store_plan(plan)
            services.settle(settled)
    return len(share), failed


def _collection() -> Collection:
    """The index and what was read of it stay with the process; offerings as many as memory allows."""
    known: Collection | None = current_app.extensions.get("bulk_collection")
    if known is None or known.is_outdated:
        known = current_app.extensions["bulk_collection"] = Collection()
    if known.remembered > MOST_SIDES:
        known.forget_sides()
    return known

"""Keeping the index whole: build it anew, verify it against the database, check it at start, report on it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.locking import file_lock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search.backend import IndexDocument
from matchmaker.search.documents import SearchDocument, registered
from matchmaker.search.engine import engine
from matchmaker.search.indexer import Report, drain_all, prepare, write_or_blame
from matchmaker.search.outbox import SearchOutbox, mark_dirty
from matchmaker.search.producer import produce

log = logging.getLogger(__name__)

_BATCH = 2000  # objects read at a time
_PATIENT_BATCH = 50
_PORTION = 32_000  # documents of a segment: some 300 MB while it is written
_LOCK_WAIT = 120.0
"""Seconds a rebuild waits for a running drain."""


@dataclass
class Differences:
    """Keys on which index and database disagree, without those still waiting in the outbox."""

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    checked: int = 0

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.extra)

    @property
    def keys(self) -> list[str]:
        return [*self.missing, *self.stale, *self.extra]


def _silent(_done: int) -> None:
    """Nobody watches."""


def rebuild(progress: Callable[[int], None] = _silent) -> Report:
    """Build the whole index anew beside the old one and put it in use. Readers and drains go on meanwhile.

    Keys drained meanwhile are noted and written again before the switch, so nothing is missed.
    """
    report = Report()
    generations = engine().generations
    with file_lock(generations.rebuild_lock) as is_mine:
        if not is_mine:
            return Report(is_busy=True)
        generations.start_redo()
        fresh = engine().new_generation()
        for documents in _portions(_all_documents(report), progress):
            fresh.write(documents)
            report.written += len(documents)
        with file_lock(generations.drain_lock, wait=_LOCK_WAIT) as is_quiet:
            if not is_quiet:
                raise TimeoutError("a drain did not end; the old index stays in use")
            upserts, deletes, failures = prepare(generations.redo_keys())
            write_or_blame(fresh, upserts, deletes, failures)
            engine().promote(fresh)
            generations.end_redo()
    drain_all()
    return report


def _portions(
    batches: Iterable[list[IndexDocument]], progress: Callable[[int], None]
) -> Iterator[list[IndexDocument]]:
    """Batches put together: one write makes one segment, and few segments answer quickest."""
    portion: list[IndexDocument] = []
    done = 0
    for documents in batches:
        portion += documents
        done += len(documents)
        progress(done)
        if len(portion) >= _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _all_documents(report: Report, batch: int = _BATCH) -> Iterator[list[IndexDocument]]:
    for document in registered():
        for subjects in _batches(document, batch):
            made = []
            for subject in subjects:
                try:
                    made.append(produce(document, subject))
                except Exception:
                    log.exception("%s cannot be indexed", document.key_of(subject.id))
                    report.failed += 1
            db.session.rollback()
            yield made
    db.session.rollback()  # the last read found nothing and is open still


def _batches(document: SearchDocument, batch: int) -> Iterator[list[Any]]:
    """All indexable objects of a kind, in batches by id."""
    model: Any = document.model
    last = 0
    while True:
        statement = (
            select(model)
            .where(model.id > last)
            .order_by(model.id)
            .limit(batch)
            .options(*document.load_options)
        )
        subjects = list(db.session.scalars(statement))
        if not subjects:
            return
        last = subjects[-1].id
        yield [subject for subject in subjects if document.is_indexable(subject)]


def verify(is_patient: bool = False) -> Differences:
    """Compare every object with the index, mark what differs, report it. Nothing differs on a healthy site.

    ``is_patient``: rest as long as one works, in small steps, so that the worker's other tasks need not wait.
    """
    found = Differences()
    expected: dict[str, int] = {}
    started = time.monotonic()
    for made in _all_documents(Report(), _PATIENT_BATCH if is_patient else _BATCH):
        expected |= {one.key: one.stamp for one in made}
        if is_patient:
            time.sleep(time.monotonic() - started)
            started = time.monotonic()
    found.checked = len(expected)
    suspects = _unequal(expected, engine().backend().stamps())
    if suspects:
        with file_lock(engine().generations.drain_lock, wait=_LOCK_WAIT):
            _judge(found, suspects)
    if found.count:
        log.warning("index and database differ on %d objects; they are indexed again", found.count)
        with transaction():
            mark_dirty(found.keys)
    return found


def _unequal(expected: dict[str, int], stamps: dict[str, int]) -> list[str]:
    return sorted(key for key in expected.keys() | stamps.keys() if expected.get(key) != stamps.get(key))


def _judge(found: Differences, suspects: list[str]) -> None:
    """Look again at what differed, with the indexer standing still."""
    stamps = engine().backend().stamps()
    upserts, *_rest = prepare(suspects)
    expected = {document.key: document.stamp for document in upserts}
    waiting = set(db.session.scalars(select(SearchOutbox.key)))
    db.session.rollback()
    for key in suspects:
        if key in waiting or expected.get(key) == stamps.get(key):
            continue
        place = found.missing if key not in stamps else found.stale if key in expected else found.extra
        place.append(key)


def check() -> None:
    """At start and every night: open the index or build it anew, then verify it."""
    try:
        is_good = engine().is_fit() and engine().backend().document_count() >= 0
    except Exception:
        log.exception("the index cannot be opened; it is built anew")
        is_good = False
    if is_good:
        verify(is_patient=True)
        drain_all()
    else:
        rebuild()


def ensure_ready(say: Callable[[str], None]) -> None:
    """Before the site opens: an index that fits the declarations. A thorough check follows in the worker."""
    try:
        is_good = engine().is_fit() and engine().backend().document_count() >= 0
    except Exception:
        log.exception("the index cannot be opened; it is built anew")
        is_good = False
    if not is_good:
        report = rebuild(lambda done: say(f"已写入 {done} 条"))
        say(f"已建好，共 {report.written} 条")


def status() -> dict[str, Any]:
    """Figures for the status page and `/ready`: backlog, its age in seconds, documents, generation."""
    index = engine()
    waiting = SearchOutbox.parked_at.is_(None)
    backlog, oldest = db.session.execute(
        select(func.count(), func.min(SearchOutbox.marked_at)).where(waiting)
    ).one()
    parked = db.session.scalar(select(func.count()).select_from(SearchOutbox).where(~waiting))
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    return {
        "ok": index.is_fit(),
        "backlog": backlog,
        "oldest_seconds": round(max(age, 0.0), 1),
        "parked": parked,
        "documents": index.backend().document_count(),
        "generation": index.generation,
        **index.backend().statistics(),
    }

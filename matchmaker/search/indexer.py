"""The only writer of the index in use: takes the outbox's rows and brings the index up to date.

Order of a drain: read the present state, write and sync the index, then delete the outbox rows with the generation
seen. A crash anywhere leaves rows, and the work is repeated without harm.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.locking import file_lock, work_alone
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search.backend import IndexDocument, SearchBackend
from matchmaker.search.documents import get_document
from matchmaker.search.engine import engine
from matchmaker.search.outbox import SearchOutbox
from matchmaker.search.producer import load_keys, parse_key, produce

log = logging.getLogger(__name__)

BATCH = 200
PARK_AFTER = 8
"""Attempts before a row is set aside until its object changes or somebody verifies."""
_FIRST_DELAY = timedelta(seconds=2)


@dataclass(frozen=True)
class Drained:
    """One object whose index entry is now up to date; `is_deleted`: it is no longer in the index."""

    key: str
    kind: str
    object_id: int
    is_deleted: bool


@dataclass
class Report:
    """What a call did. `is_busy`: somebody else holds the lock and does the work."""

    written: int = 0
    deleted: int = 0
    failed: int = 0
    is_busy: bool = False


_listeners: list[Callable[[Sequence[Drained]], None]] = []


def on_drained(listener: Callable[[Sequence[Drained]], None]) -> None:
    """Call `listener` with every drained batch, inside the transaction that deletes the outbox rows.

    What it writes is committed together with the deletion or not at all, so nothing is missed after a crash. It
    should write rows and leave slow work to a task. Its errors are logged and undo only its own writes.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def drain_all() -> Report:
    """Drain until nothing is due."""
    total = Report()

    def work() -> None:
        while (report := _drain_batch(BATCH)) is not None:
            total.written += report.written
            total.deleted += report.deleted
            total.failed += report.failed

    total.is_busy = not work_alone(engine().generations.drain_lock, work, lambda: bool(_due(1)))
    return total


def drain(limit: int = BATCH) -> Report:
    """Drain one batch."""
    with file_lock(engine().generations.drain_lock) as is_mine:
        return (_drain_batch(limit) or Report()) if is_mine else Report(is_busy=True)


def _due(limit: int) -> list[tuple[str, int]]:
    is_due = or_(SearchOutbox.retry_at.is_(None), SearchOutbox.retry_at <= clock.now())
    statement = (
        select(SearchOutbox.key, SearchOutbox.generation)
        .where(SearchOutbox.parked_at.is_(None), is_due)
        .order_by(SearchOutbox.marked_at, SearchOutbox.key)
        .limit(limit)
    )
    rows = [(row.key, row.generation) for row in db.session.execute(statement)]
    db.session.rollback()
    return rows


def _drain_batch(limit: int) -> Report | None:
    seen = dict(_due(limit))
    if not seen:
        return None
    upserts, deletes, failures = prepare(list(seen))
    write_or_blame(engine().backend(), upserts, deletes, failures)
    done = [key for key in seen if key not in failures]
    engine().generations.add_redo(done)
    gone = set(deletes)
    drained = [Drained(key, *parse_key(key), is_deleted=key in gone) for key in done]
    with transaction():
        _settle(seen, failures)
        _tell(drained)
    written = len(done) - len(gone & set(done))
    return Report(written, len(gone & set(done)), len(failures))


def prepare(keys: Sequence[str]) -> tuple[list[IndexDocument], list[str], dict[str, Exception]]:
    """The present state of the objects; ends the read before the slow part.

    Begins a read of its own: an open one may show the database as it was before the caller had the lock, and what
    others drained since would be undone.
    """
    db.session.rollback()
    upserts: list[IndexDocument] = []
    deletes: list[str] = []
    failures: dict[str, Exception] = {}
    for key, subject in load_keys(keys).items():
        if subject is None:
            deletes.append(key)
            continue
        try:
            upserts.append(produce(get_document(parse_key(key)[0]), subject))
        except Exception as error:
            log.exception("%s cannot be indexed", key)
            failures[key] = error
    db.session.rollback()
    return upserts, deletes, failures


def write_or_blame(
    target: SearchBackend, upserts: list[IndexDocument], deletes: list[str], failures: dict[str, Exception]
) -> None:
    """Write; when the engine refuses, find the documents to blame by halves."""
    try:
        target.write(upserts, deletes)
    except OSError:
        raise  # disk full and the like: nobody's fault, all rows stay as they are
    except Exception as error:
        if len(upserts) + len(deletes) <= 1:
            log.exception("the index refused a document")
            failures.update({document.key: error for document in upserts} | dict.fromkeys(deletes, error))
            return
        for part in (slice(0, None, 2), slice(1, None, 2)):
            write_or_blame(target, upserts[part], deletes[part], failures)


def _settle(seen: dict[str, int], failures: dict[str, Exception]) -> None:
    """Delete the rows done, unless they were marked again meanwhile; put failed ones off."""
    for key, generation in seen.items():
        row = (SearchOutbox.key == key, SearchOutbox.generation == generation)
        if key not in failures:
            db.session.execute(delete(SearchOutbox).where(*row))
            continue
        attempts = db.session.scalar(select(SearchOutbox.attempts).where(*row))
        if attempts is not None:
            db.session.execute(
                update(SearchOutbox)
                .where(*row)
                .values(
                    attempts=attempts + 1,
                    last_error=repr(failures[key])[:2000],
                    retry_at=clock.now() + _FIRST_DELAY * 2**attempts,
                    parked_at=clock.now() if attempts + 1 >= PARK_AFTER else None,
                )
            )


def _tell(drained: Sequence[Drained]) -> None:
    for listener in _listeners if drained else ():
        try:
            with db.session.begin_nested():
                listener(drained)
        except Exception:
            log.exception("a listener of the indexer failed")

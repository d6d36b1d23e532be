"""One business step is one transaction; mail, index and matching follow after the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.errors import Conflict

log = logging.getLogger(__name__)
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_PENDING = "after_commit"


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, or nothing.

    SQLite takes its write lock at the start, so two writers queue up instead of failing half way. A lost race on
    a versioned row becomes `Conflict`. Nested use joins the outer transaction.
    """
    session = db.session()
    if _writing.get():
        yield session
        return
    _begin_afresh(session)
    token = _writing.set(True)
    try:
        yield session
        session.commit()
    except BaseException as error:
        session.rollback()
        audit.forget_pending(session)
        session.info.pop(_PENDING, None)  # no event tells of it when nothing had been sent yet
        if isinstance(error, StaleDataError):
            raise Conflict from error
        raise
    finally:
        _writing.reset(token)


def _begin_afresh(session: Session) -> None:
    """Leave a read transaction behind: what was read before the lock may be out of date."""
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction()")
    session.rollback()


@contextmanager
def write_intent() -> Iterator[None]:
    """For a library that commits by itself: let its transactions take the write lock at once."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def after_commit(callback: Callable[[], None]) -> None:
    """Run ``callback`` once the present transaction is safe; its failure is logged, never raised."""
    db.session().info.setdefault(_PENDING, []).append(callback)


@event.listens_for(Session, "after_commit")
def _run_pending(session: Session) -> None:
    for callback in session.info.pop(_PENDING, []):
        try:
            callback()
        except Exception:
            log.exception("work after the commit failed; the next sweep repeats it")


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, previous: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_PENDING, None)


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: object, record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # type: ignore[attr-defined]  # we send BEGIN ourselves
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def is_duplicate(error: IntegrityError, *columns: str) -> bool:
    """Whether a refused insert broke the uniqueness of one of these columns."""
    text = str(error.orig)
    return any(column in text for column in columns)

"""Watches the session: whatever is flushed and is searched, or is part of something searched, gets marked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.orm import Session, UOWTransaction

from matchmaker.kernel import background
from matchmaker.search.documents import registered
from matchmaker.search.outbox import mark_dirty

log = logging.getLogger(__name__)
_MARKED = "search_marked"
DRAIN_TASK = "search.drain"


@event.listens_for(Session, "after_flush")
def _mark_changes(session: Session, _context: UOWTransaction) -> None:
    keys = list(_keys_of(session))
    if keys:
        mark_dirty(keys, session.connection())
        session.info[_MARKED] = True


def _keys_of(session: Session) -> Iterator[str]:
    changed = [*session.new, *session.deleted, *(o for o in session.dirty if session.is_modified(o))]
    for document in registered():
        for subject in changed:
            if isinstance(subject, document.model):
                yield document.key_of(subject.id)  # type: ignore[attr-defined]
            for model, ids_of in document.depends_on.items():
                if isinstance(subject, model):
                    yield from (document.key_of(number) for number in _ids(session, ids_of(subject)))


def _ids(session: Session, found: Any) -> list[int]:
    if isinstance(found, Select):
        return list(session.connection().execute(found).scalars())
    return [number for number in found if number is not None]


@event.listens_for(Session, "after_commit")
def _nudge(session: Session) -> None:
    """Best effort: when it fails, the sweep of the next minute finds the rows."""
    if session.info.pop(_MARKED, False) and DRAIN_TASK in background.tasks():
        try:
            background.enqueue_now(DRAIN_TASK)
        except Exception:
            log.exception("the indexer could not be woken; the next sweep does it")


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_MARKED, None)

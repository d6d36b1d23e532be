"""Counting the statements a piece of work sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from matchmaker.extensions import db


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """All statements of the block, in order; take the length."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

"""Rows that say "the index may be behind on this object". Written in the transaction that changes the object.

A row carries no content: the drainer reads the object as it is then, so order and repetition do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, String, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.types import UtcDateTime
from matchmaker.search.documents import get_document

_ROWS_PER_STATEMENT = 500


class SearchOutbox(db.Model):  # type: ignore[name-defined,misc]
    """One object waiting to be indexed. `generation` rises with every mark, so a drainer deletes only what it saw."""

    __tablename__ = "search_outbox"
    __table_args__ = (Index(None, "parked_at", "retry_at"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    generation: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def mark_dirty(keys: Iterable[str], connection: Connection | None = None) -> None:
    """Note that these objects must be indexed again. Part of the present transaction; a new mark unparks a row."""
    wanted = list(dict.fromkeys(keys))
    connection = connection or db.session.connection()
    for start in range(0, len(wanted), _ROWS_PER_STATEMENT):
        connection.execute(_upsert(connection, wanted[start : start + _ROWS_PER_STATEMENT]))


def _upsert(connection: Connection, keys: Sequence[str]) -> Any:
    table: Any = SearchOutbox.__table__
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    now = clock.now()
    statement = insert(table).values(
        [{"key": key, "generation": 1, "attempts": 0, "last_error": "", "marked_at": now} for key in keys]
    )
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "generation": table.c.generation + 1,
            "attempts": 0,
            "last_error": "",
            "retry_at": None,
            "parked_at": None,
        },
    )


def mark_dirty_where(kind: str, *conditions: Any) -> None:
    """For bulk statements, which the listener does not see: mark all objects of a kind that meet the conditions."""
    document = get_document(kind)
    model: Any = document.model
    ids = db.session.scalars(select(model.id).where(*conditions))
    mark_dirty(document.key_of(number) for number in ids)

"""Alembic's environment: the application's engine and tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from matchmaker.extensions import db

config = context.config


def _options() -> dict[str, object]:
    return {
        "target_metadata": db.metadata,
        "render_as_batch": True,
        "compare_type": True,
        "render_item": _render,
    }


def _render(kind: str, item: object, autogen_context: object) -> str | bool:
    """Our own column types are written by the type that lies beneath, so that old migrations need no old code."""
    name = type(item).__name__
    if kind == "type" and name == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and name == "AsaList":
        return "sa.UnicodeText()"
    return False


def run_migrations_offline() -> None:
    """Print the statements instead of running them."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    context.configure(url=url, literal_binds=True, **_options())
    with context.begin_transaction():
        context.run_migrations()


def _run(connection: Connection) -> None:
    context.configure(connection=connection, **_options())
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    with db.engine.connect() as connection, _without_cascades(connection):
        _run(connection)
        connection.commit()


@contextmanager
def _without_cascades(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, and a drop would take along every row that refers
    to it with ON DELETE CASCADE. Only possible before a transaction begins, hence past SQLAlchemy."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()

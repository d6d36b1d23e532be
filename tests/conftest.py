"""Fixtures every test may use: application, database, clock, and the features' factories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.extensions import db
from matchmaker.kernel import audit, background, clock

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10:00 in Beijing, a Tuesday

pytest_plugins = ["tests.support.network", "tests.support.people", "tests.support.mail"]


@pytest.fixture(scope="session")
def base_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run, on SQLite in a temporary folder and the memory index."""
    folder = tmp_path_factory.mktemp("matchmaker")
    url = f"sqlite:///{folder / 'test.db'}"
    app = create_app(
        {
            "BASE": TestingConfig,
            "DATA_DIR": str(folder),
            "SQLALCHEMY_DATABASE_URI": url,
            "SEARCH_BACKEND": "memory",
        }
    )
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture
def app(base_app: Flask) -> Iterator[Flask]:
    """The application with an empty database; real commits, so that locks and hooks behave as in life."""
    background.connect(None)
    for part in ("search", "search_synonyms"):
        base_app.extensions.pop(part, None)  # an empty index beside the empty database
    with base_app.app_context():
        yield base_app
        db.session.rollback()
        db.session.remove()
        empty_tables()


def empty_tables() -> None:
    """Everything gone, the guards of the audit trail back in place."""
    with db.engine.begin() as connection:
        for statement in audit.UNGUARDS["sqlite"]:
            connection.execute(text(statement))
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
        for statement in audit.GUARDS["sqlite"]:
            connection.execute(text(statement))


@pytest.fixture
def data_dir(app: Flask) -> Path:
    return Path(app.config["DATA_DIR"])


@pytest.fixture(autouse=True)
def _clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Time stands still unless a test says ``@pytest.mark.real_clock``."""
    if request.node.get_closest_marker("real_clock"):
        yield
    else:
        with clock.frozen(NOW):
            yield

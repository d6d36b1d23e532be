"""Migrations build exactly the tables of the models, and can be taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, inspect, text

from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.extensions import db


@pytest.fixture
def empty_app(tmp_path: Path) -> Flask:
    return create_app(
        {
            "BASE": TestingConfig,
            "DATA_DIR": str(tmp_path),
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/m.db",
        }
    )


def test_models_match_migrations(empty_app: Flask) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with empty_app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []


def test_checks_match_migrations(empty_app: Flask) -> None:
    """Alembic does not compare CHECK constraints, and a changed table on SQLite is a copy that could lose them."""

    def named(engine: Engine) -> dict[str, str]:
        looked = inspect(engine)
        return {
            f"{table}.{check['name']}": " ".join(check["sqltext"].split())
            for table in looked.get_table_names()
            if table != "alembic_version"
            for check in looked.get_check_constraints(table)
        }

    with empty_app.app_context():
        upgrade()
        migrated = named(db.engine)
    fresh = create_engine("sqlite://")
    db.metadata.create_all(fresh)
    assert migrated == named(fresh)


def test_both_directions(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        assert "challenge" in inspect(db.engine).get_table_names()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def _insert(connection: Connection, table_name: str, **given: object) -> None:
    """Row 1 of a table as it stood then; what must be filled in is filled in."""
    table = Table(table_name, MetaData(), autoload_with=connection)
    empty = {bool: False, int: 1, str: "", datetime: datetime(2026, 1, 1), dict: {}}
    values = {c.name: empty.get(c.type.python_type) for c in table.columns if not c.nullable}
    connection.execute(table.insert().values(values | given))


def test_children_survive_a_changed_table(empty_app: Flask) -> None:
    """SQLite copies a table to change it; dropping the old one must not take along what refers to it."""
    with empty_app.app_context():
        upgrade(revision="8b2f4d0c6e11")
        with db.engine.begin() as connection:
            _insert(connection, "organization", kind="enterprise", status="unverified", name="示例")
            _insert(connection, "challenge", status="draft", sponsor_id=1)
            _insert(connection, "challenge_indicator", challenge_id=1, operator="ge", layer="public")
        upgrade()
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM challenge_indicator")).scalar() == 1
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        db.engine.dispose()


def test_one_head(empty_app: Flask) -> None:
    folder = (
        Path(empty_app.root_path, "migrations") if Path(empty_app.root_path, "migrations").exists() else None
    )
    scripts = ScriptDirectory(str(folder or Path(__file__).parents[2] / "matchmaker" / "migrations"))
    assert len(scripts.get_heads()) == 1

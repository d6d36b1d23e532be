"""Migrations build exactly the tables of the models, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

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


def test_both_directions(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        assert "challenge" in inspect(db.engine).get_table_names()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_one_head(empty_app: Flask) -> None:
    folder = (
        Path(empty_app.root_path, "migrations") if Path(empty_app.root_path, "migrations").exists() else None
    )
    scripts = ScriptDirectory(str(folder or Path(__file__).parents[2] / "matchmaker" / "migrations"))
    assert len(scripts.get_heads()) == 1

"""Running numbers of named series, unique over all processes."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db


class NumberSeries(db.Model):  # type: ignore[name-defined,misc]
    """The last number given out in a series such as ``challenge-2026``."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


def next_number(series: str) -> int:
    """The next number of ``series``, from 1; a rolled back transaction gives it back."""
    insert = postgresql_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    statement = insert(NumberSeries).values(name=series, last=1)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"last": NumberSeries.last + 1})
    return db.session.execute(statement.returning(NumberSeries.last)).scalar_one()

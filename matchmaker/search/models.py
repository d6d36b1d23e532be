"""The table of names that mean the same; the outbox stands in `outbox.py`."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel.models import TimestampMixin, VersionMixin
from matchmaker.kernel.types import JsonList

MOST_TERMS = 12
LONGEST_TERM = 60  # characters


class SynonymGroup(TimestampMixin, VersionMixin, db.Model):  # type: ignore[name-defined,misc]
    """Names of one thing: BDO, 1,4-丁二醇, 1,4-butanediol. Each name stands in one group only."""

    __tablename__ = "synonym_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    terms: Mapped[list[str]] = mapped_column(JsonList)

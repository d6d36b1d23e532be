"""Column sets that many tables share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from matchmaker.kernel import clock
from matchmaker.kernel.types import JsonDict, JsonList, UtcDateTime, enum_type

__all__ = [
    "FileMixin",
    "JsonDict",
    "JsonList",
    "PublicIdMixin",
    "TimestampMixin",
    "UtcDateTime",
    "VersionMixin",
    "enum_type",
]


class TimestampMixin:
    """When the row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, onupdate=clock.now)


class VersionMixin:
    """A counter that makes a lost update fail (`Conflict`) instead of overwriting."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  declared_attr passes the class
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class PublicIdMixin:
    """The number people read, write and link to."""

    public_id: Mapped[str] = mapped_column(String(32), unique=True)


class FileMixin:
    """An uploaded file: what the user called it and where its bytes lie."""

    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(120), unique=True)

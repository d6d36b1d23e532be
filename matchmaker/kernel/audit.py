"""Who did what to which object, written in the same transaction as the deed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.types import JsonDict, UtcDateTime


class AuditEntry(db.Model):  # type: ignore[name-defined,misc]
    """One line of the trail. Rows are only ever added."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_type", "subject_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120), default="")
    before: Mapped[str] = mapped_column(String(60), default="")
    after: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any] | None] = mapped_column(JsonDict)


def record(
    subject_type: str,
    subject_id: int,
    action: str,
    actor: Actor,
    before: str = "",
    after: str = "",
    note: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add one line to the trail of an object."""
    entry = AuditEntry(
        subject_type=subject_type,
        subject_id=subject_id,
        action=action,
        actor_id=actor.user_id,
        actor_name=actor.name,
        before=str(before),
        after=str(after),
        note=note,
        details=details,
    )
    db.session.add(entry)
    return entry


def timeline(subject_type: str, subject_id: int, limit: int = 100) -> list[AuditEntry]:
    """The latest lines of an object's trail, newest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))

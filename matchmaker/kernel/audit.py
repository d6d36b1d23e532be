"""Who did what to which object, written in the same transaction as the deed.

Entries form a chain: each carries its place, the hash of the entry before it, and a hash over itself and that one.
The head (how many, and the last hash) stands in a row of its own, which every writer locks: so places have no gap,
two writers at once queue up, and a missing last entry shows. The database refuses to change or delete an entry.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, Index, String, Text, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.types import JsonDict, UtcDateTime

GENESIS = "0" * 64
"""What stands for the hash before the first entry."""
_PENDING = "audit_pending"
SHORT = 8
"""Characters of a hash that are shown."""


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
    position: Mapped[int] = mapped_column(unique=True)  # 1, 2, 3 … without gap
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def short_hash(self) -> str:
        return (self.hash or "")[:SHORT]


class AuditHead(db.Model):  # type: ignore[name-defined,misc]
    """The end of the chain; one row."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


def entry_hash(values: dict[str, Any], previous_hash: str) -> str:
    """SHA-256 over the canonical JSON of an entry's columns and the hash before it."""
    told = {name: values[name] for name in _HASHED} | {"previous_hash": previous_hash}
    told["at"] = values["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_HASHED = (
    "position", "at", "subject_type", "subject_id", "action", "actor_id", "actor_name", "before", "after", "note",
    "details",
)  # fmt: skip


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
    """Add one line to the trail of an object; it enters the chain when the transaction commits."""
    entry = AuditEntry(
        at=clock.now(),
        subject_type=subject_type,
        subject_id=subject_id,
        action=action,
        actor_id=actor.user_id,
        actor_name=actor.name,
        before=str(before),
        after=str(after),
        note=note,
        details=None if details is None else json.loads(json.dumps(details)),  # as it will be read back
    )
    db.session.info.setdefault(_PENDING, []).append(entry)
    return entry


@event.listens_for(Session, "before_commit")
def _chain_pending(session: Session) -> None:
    """Put this transaction's entries into the chain, after everything else is written: the head is the last lock a
    transaction takes, so no two can wait for each other because of it."""
    pending: list[AuditEntry] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    position, previous_hash = _head(session)
    for entry in pending:
        position += 1
        entry.position, entry.previous_hash = position, previous_hash
        values = {name: getattr(entry, name) for name in _HASHED}
        entry.hash = previous_hash = entry_hash(values, previous_hash)
        session.add(entry)
        session.flush()  # in this order, so that ids rise with positions
    session.execute(
        update(AuditHead).values(position=position, hash=previous_hash),
        execution_options={"synchronize_session": False},
    )


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, _transaction: object) -> None:
    forget_pending(session)


def forget_pending(session: Session) -> None:
    """What was recorded did not happen."""
    session.info.pop(_PENDING, None)


def _head(session: Session) -> tuple[int, str]:
    """Position and hash of the last entry; locked until the transaction ends."""
    statement = select(AuditHead.position, AuditHead.hash).with_for_update()
    row = session.execute(statement).one_or_none()
    if row is None:
        session.execute(insert(AuditHead).values(id=1, position=0, hash=GENESIS))
        return 0, GENESIS
    return row.position, row.hash


def timeline(subject_type: str, subject_id: int, limit: int = 100) -> list[AuditEntry]:
    """The latest lines of an object's trail, newest first; those of the present transaction included."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    pending: list[AuditEntry] = db.session.info.get(_PENDING, [])
    own = [one for one in pending if (one.subject_type, one.subject_id) == (subject_type, subject_id)]
    return [*reversed(own), *db.session.scalars(query)][:limit]


GUARDS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are only added'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_entry_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are only added'; END $$",
        "CREATE TRIGGER audit_entry_only_added BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_only_added()",
    ),
}
"""Statements by which the database itself refuses changes; the migration and `create_all` run them."""
UNGUARDS: dict[str, tuple[str, ...]] = {
    "sqlite": ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"),
    "postgresql": (
        "DROP TRIGGER audit_entry_only_added ON audit_entry", "DROP FUNCTION audit_entry_only_added()",
    ),
}  # fmt: skip
for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(
            AuditEntry.__table__,
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),
        )

"""Looking through the whole audit trail for what was changed, deleted, added or moved behind its back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.audit import GENESIS, AuditEntry, AuditHead, entry_hash

_AT_ONCE = 1_000  # rows read at a time
MOST_FAULTS = 100


@dataclass(frozen=True)
class Fault:
    """``kind``: changed | missing | moved | added | cut_off; ``position``: where in the chain."""

    kind: str
    position: int
    subject: str = ""

    def __str__(self) -> str:
        about = f" ({self.subject})" if self.subject else ""
        return f"{self.kind} at position {self.position}{about}"


@dataclass(frozen=True)
class Verdict:
    """``count`` entries were read; ``head`` is the last hash, worth writing down elsewhere."""

    count: int
    head: str
    faults: tuple[Fault, ...]


def verify() -> Verdict:
    """Read every entry in the order of the chain; memory does not grow with their number. The site may go on."""
    _look_at_one_moment()
    faults: list[Fault] = []
    count, expected, previous = 0, 1, GENESIS
    for entry in _entries():
        count += 1
        for fault in _faults_of(entry, expected, previous):
            if len(faults) < MOST_FAULTS:
                faults.append(fault)
        expected, previous = entry.position + 1, entry.hash
    faults += _faults_of_head(expected - 1, previous)
    db.session.rollback()
    return Verdict(count, previous, tuple(faults))


def _look_at_one_moment() -> None:
    """Entries and head must be of the same moment, or what is written meanwhile looks cut off. On SQLite every
    transaction reads so; PostgreSQL must be asked."""
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _entries() -> Iterator[AuditEntry]:
    last = None
    while True:
        statement = select(AuditEntry).order_by(AuditEntry.position).limit(_AT_ONCE)
        if last is not None:
            statement = statement.where(AuditEntry.position > last)
        rows = list(db.session.scalars(statement))
        if not rows:
            return
        yield from rows
        last = rows[-1].position
        db.session.expunge_all()


def _faults_of(entry: AuditEntry, expected: int, previous: str) -> Iterator[Fault]:
    subject = f"{entry.subject_type} {entry.subject_id}, {entry.action}"
    values = {name: getattr(entry, name) for name in AuditEntry.__table__.columns.keys()}  # noqa: SIM118  no dict
    if entry.position > expected:
        yield Fault("missing", expected)
    elif entry.position < expected:
        yield Fault("added", entry.position, subject)
    if entry.hash != entry_hash(values, entry.previous_hash):
        yield Fault("changed", entry.position, subject)
    elif entry.position == expected and entry.previous_hash != previous:
        yield Fault("moved", entry.position, subject)


def _faults_of_head(last: int, previous: str) -> list[Fault]:
    """The head knows how long the chain was; without it the end could be cut off unseen."""
    row = db.session.execute(select(AuditHead.position, AuditHead.hash)).one_or_none()
    position, hashed = (row.position, row.hash) if row else (0, GENESIS)
    if last < position:
        return [Fault("cut_off", last + 1)]
    if last > position or hashed != previous:
        return [Fault("added", position + 1) if last > position else Fault("moved", last)]
    return []

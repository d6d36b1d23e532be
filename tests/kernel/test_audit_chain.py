"""The trail's chain: every way to tamper with it is found, and writers at the same time keep it whole."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from matchmaker.extensions import db
from matchmaker.kernel import audit, audit_chain
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.audit import AuditEntry, AuditHead
from matchmaker.kernel.unit_of_work import transaction


def write(count: int = 5) -> None:
    for number in range(1, count + 1):
        with transaction():
            actor = Actor(user_id=number, name="分中心 “甲”")
            audit.record(
                "need", number, "edit", actor, "草稿", "审核", "改了\n两行", {"字段": [1, 2.5, None]}
            )


def tamper(*statements: object) -> None:
    """As somebody with the database in hand would: the guards taken away first."""
    with transaction():
        for statement in audit.UNGUARDS[db.engine.dialect.name]:
            db.session.execute(text(statement))
        for one in statements:
            db.session.execute(one)  # type: ignore[call-overload]
        for statement in audit.GUARDS[db.engine.dialect.name]:
            db.session.execute(text(statement))


def faults() -> list[tuple[str, int]]:
    return [(fault.kind, fault.position) for fault in audit_chain.verify().faults]


def test_an_untouched_chain_is_whole(app: Flask) -> None:
    assert audit_chain.verify() == audit_chain.Verdict(0, audit.GENESIS, ())
    write()
    found = audit_chain.verify()
    last = db.session.scalar(select(AuditEntry.hash).where(AuditEntry.position == 5))
    assert (found.count, found.head, found.faults) == (5, last, ())


def test_several_entries_of_one_transaction(app: Flask) -> None:
    with transaction():
        for number in range(4):
            audit.record("need", number, "edit", SYSTEM)
    assert list(db.session.scalars(select(AuditEntry.position).order_by(AuditEntry.id))) == [1, 2, 3, 4]
    assert faults() == []


def test_a_transaction_undone_leaves_no_gap(app: Flask) -> None:
    write(2)
    with pytest.raises(ZeroDivisionError), transaction():
        audit.record("need", 1, "edit", SYSTEM)
        raise ZeroDivisionError
    write(1)
    assert audit_chain.verify().count == 3
    assert faults() == []


CHANGES: dict[str, object] = {
    "subject_type": "offer", "subject_id": 99, "action": "delete", "actor_id": None, "actor_name": "别人", "before": "x",
    "after": "x", "note": "x", "details": {"字段": [1, 2.5]}, "at": AuditEntry.at, "previous_hash": "f" * 64, "hash": "f" * 64,
}  # fmt: skip


@pytest.mark.parametrize("column", CHANGES)
def test_any_changed_column_is_found(app: Flask, column: str) -> None:
    write()
    value = CHANGES[column]
    if column == "at":
        value = text("datetime(at, '+1 second')")
    tamper(update(AuditEntry).where(AuditEntry.position == 3).values({column: value}))
    assert ("changed", 3) in faults()


@pytest.mark.parametrize(("position", "kind"), [(1, "missing"), (3, "missing"), (5, "cut_off")])
def test_a_deleted_entry_is_found(app: Flask, position: int, kind: str) -> None:
    write()
    tamper(delete(AuditEntry).where(AuditEntry.position == position))
    assert (kind, position) in faults()


def test_two_entries_that_changed_places_are_found(app: Flask) -> None:
    write()
    place = update(AuditEntry)
    tamper(
        place.where(AuditEntry.position == 2).values(position=100),
        place.where(AuditEntry.position == 4).values(position=2),
        place.where(AuditEntry.position == 100).values(position=4),
    )
    assert {("changed", 2), ("changed", 4)} <= set(faults())


def test_an_entry_put_in_with_a_right_hash_is_found(app: Flask) -> None:
    """Whoever knows the formula can make an entry, but not one that the next one follows."""
    write()
    row = db.session.scalars(select(AuditEntry).where(AuditEntry.position == 3)).one()
    values = {name: getattr(row, name) for name in audit._HASHED} | {"note": "另一回事"}
    forged = audit.entry_hash(values, row.previous_hash)
    tamper(update(AuditEntry).where(AuditEntry.position == 3).values(note="另一回事", hash=forged))
    assert faults() == [("moved", 4)]


def test_an_appended_entry_is_found(app: Flask) -> None:
    write()
    with transaction():
        before = db.session.execute(select(AuditHead.position, AuditHead.hash)).one()
        audit.record("need", 9, "edit", SYSTEM)
    with transaction():
        db.session.execute(update(AuditHead).values(position=before.position, hash=before.hash))
    assert faults() == [("added", 6)]


@pytest.mark.parametrize("statement", [update(AuditEntry).values(note="x"), delete(AuditEntry)])
def test_the_database_refuses(app: Flask, statement: object) -> None:
    write()
    with pytest.raises(DatabaseError, match="only added"), transaction():
        db.session.execute(statement)  # type: ignore[call-overload]
    assert faults() == []


def write_at_once(app: Flask, writers: int = 4, each: int = 15) -> list[BaseException]:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with app.app_context():
                for place in range(each):
                    with transaction():
                        audit.record("need", number, "edit", SYSTEM, note=str(place))
                db.session.remove()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_writers_at_once(app: Flask) -> None:
    assert write_at_once(app) == []
    assert audit_chain.verify().count == 60
    assert faults() == []


def test_command(app: Flask) -> None:
    write()
    run: Callable[..., object] = app.test_cli_runner().invoke
    good = run(args=["audit", "verify"])
    assert (good.exit_code, good.output.startswith("5 entries, head ")) == (0, True)  # type: ignore[attr-defined]
    tamper(delete(AuditEntry).where(AuditEntry.position == 2))
    bad = run(args=["audit", "verify"])
    assert bad.exit_code == 1  # type: ignore[attr-defined]
    assert "missing at position 2" in bad.output  # type: ignore[attr-defined]

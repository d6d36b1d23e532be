"""All or nothing, locks taken early, work after the commit only after a commit."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import text

from matchmaker.extensions import db
from matchmaker.kernel.errors import Conflict
from matchmaker.kernel.numbering import NumberSeries, next_number
from matchmaker.kernel.unit_of_work import after_commit, transaction
from tests.factories.accounts import make_user


def test_commits(app: Flask) -> None:
    with transaction():
        next_number("a")
    db.session.rollback()
    assert db.session.get(NumberSeries, "a").last == 1


def test_rolls_back_on_any_error(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        next_number("a")
        raise ZeroDivisionError
    assert db.session.get(NumberSeries, "a") is None


def test_nested_use_joins_the_outer(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        with transaction():
            next_number("inner")
        raise ZeroDivisionError
    assert db.session.get(NumberSeries, "inner") is None


def test_changes_before_the_block_are_a_mistake(app: Flask) -> None:
    db.session.add(NumberSeries(name="stray", last=1))
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass


def test_a_lost_race_is_a_conflict(app: Flask) -> None:
    from matchmaker.organizations.models import Organization  # any versioned table serves
    from tests.factories.organizations import make_organization

    number = make_organization().id
    with pytest.raises(Conflict), transaction():
        organization = db.session.get_one(Organization, number)
        db.session.execute(text("UPDATE organization SET version = version + 1"))
        organization.address = "别处"


def test_after_commit_waits_for_the_commit(app: Flask) -> None:
    seen: list[str] = []
    with transaction():
        next_number("a")
        after_commit(lambda: seen.append("done"))
        assert seen == []
    assert seen == ["done"]


def test_after_commit_is_forgotten_on_rollback(app: Flask) -> None:
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: seen.append("done"))
        raise ZeroDivisionError
    with transaction():
        next_number("a")
    assert seen == []


def test_failing_work_after_the_commit_does_not_undo_it(app: Flask) -> None:
    with transaction():
        next_number("a")
        after_commit(lambda: 1 / 0)
    assert db.session.get(NumberSeries, "a").last == 1


def test_writers_queue_up_instead_of_failing(app: Flask) -> None:
    make_user()
    failures: list[Exception] = []

    def work() -> None:
        with app.app_context():
            for _ in range(20):
                try:
                    db.session.execute(text("SELECT count(*) FROM user"))  # a read transaction is open before
                    with transaction():
                        next_number("contended")
                except Exception as error:
                    failures.append(error)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert db.session.get(NumberSeries, "contended").last == 80

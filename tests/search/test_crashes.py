"""Drainers and rebuilders are killed at random moments while the database goes on changing; nothing may be lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import documents, indexer, upkeep
from matchmaker.search.engine import engine
from tests.search.papers import Base, Paper, declaration

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.real_clock


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application on its own folder, which other processes share."""
    app = create_app(
        {
            "BASE": TestingConfig,
            "DATA_DIR": str(tmp_path),
            "SEARCH_BACKEND": "whoosh",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'test.db'}",
        }
    )
    monkeypatch.setattr(documents, "_registry", {})
    with app.app_context():
        documents.register(declaration())
        db.create_all()
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def start(site: Flask) -> Iterator[Callable[[str], subprocess.Popen]]:
    """Starts a process that works on the site's folder; all end with the test."""
    running: list[subprocess.Popen] = []

    def run(task: str) -> subprocess.Popen:
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.search.drain_process",
            site.config["DATA_DIR"],
            task,
        ]
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        return process

    yield run
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def change_something(source: random.Random) -> None:
    with transaction():
        known = db.session.query(Paper.id).count()
        if known < 20 or source.random() < 0.3:
            db.session.add(Paper(title=f"薄膜{known}", body="水汽阻隔" * source.randint(1, 20)))
        else:
            paper = db.session.get(Paper, source.randint(1, known))
            paper.title = f"改{source.random()}"
            paper.state = source.choice(("open", "open", "withdrawn"))


def test_kills_during_drains_lose_nothing(site: Flask, start: Callable[[str], subprocess.Popen]) -> None:
    source = random.Random(11)
    for _round in range(4):
        worker = start("drain")
        for _change in range(40):
            change_something(source)
        time.sleep(source.uniform(0, 0.15))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert not indexer.drain_all().is_busy
    differences = upkeep.verify()
    assert differences.checked > 20 and differences.count == 0
    assert len(list(engine().generations.current().glob("*.toc"))) == 1


def test_kills_during_rebuilds_lose_nothing(site: Flask, start: Callable[[str], subprocess.Popen]) -> None:
    source = random.Random(12)
    drainer = start("drain")
    for _round in range(3):
        rebuilder = start("rebuild")
        for _change in range(30):
            change_something(source)
        time.sleep(source.uniform(0, 0.2))
        rebuilder.send_signal(signal.SIGKILL)
        rebuilder.wait()
    drainer.kill()
    drainer.wait()
    indexer.drain_all()
    assert upkeep.verify().count == 0
    upkeep.rebuild()
    assert upkeep.verify().count == 0
    assert len(list(engine().generations.root.glob("gen-*"))) <= 2


def test_what_is_drained_after_the_last_read_of_a_rebuild(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection commits and drains while the fresh index is being written: the switch must bring it along."""
    with transaction():
        db.session.add(Paper(title="薄膜"))
    indexer.drain_all()
    fresh = engine().new_generation()
    write = fresh.write

    def change_and_drain() -> None:
        with site.app_context():
            with transaction():
                db.session.scalars(select(Paper)).one().title = "重建时改"
                db.session.add(Paper(title="重建时增"))
            indexer.drain_all()

    def write_late(*arguments: Any) -> None:
        if not fresh.document_count():
            with ThreadPoolExecutor(1) as other:
                other.submit(change_and_drain).result()
        write(*arguments)

    monkeypatch.setattr(fresh, "write", write_late)
    monkeypatch.setattr(engine(), "new_generation", lambda: fresh)
    upkeep.rebuild()
    assert upkeep.verify().keys == []
    assert engine().backend().document_count() == 2


def test_two_drainers_and_a_rebuild_at_once(site: Flask, start: Callable[[str], subprocess.Popen]) -> None:
    source = random.Random(13)
    workers = [start("drain"), start("drain"), start("rebuild")]
    for _change in range(60):
        change_something(source)
        engine().backend().stamps()  # reading never fails meanwhile
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    indexer.drain_all()
    assert upkeep.verify().count == 0

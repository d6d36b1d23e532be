"""The processes of `bench.soak`: a writer, a rebuilder, readers; each an application of its own on the same folder."""

from __future__ import annotations

import logging
import os
import random
import sys
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.soak_items import DEEDS, STOP, is_moving
from bench.soak_reader import read
from matchmaker.achievements.models import Achievement
from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import indexer, upkeep

WRITES, REBUILDS = "writes", "rebuilds"  # files that grow by one byte each time
DRAINED_AT_ONCE = 0.7  # share of changes after which the writer drains


def make_app(folder: Path) -> Flask:
    """As in life but without the queue: nobody works off its tasks here."""
    return create_app(
        {
            "BASE": TestingConfig,
            "DATA_DIR": str(folder),
            "SEARCH_BACKEND": "whoosh",
            "SEARCH_CACHE_MB": 32,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/test.db",
        }
    )


def write(folder: Path) -> None:
    """Change one item after another until the end; begins with what a killed predecessor left behind."""
    source = random.Random()
    indexer.drain_all()
    while not (folder / STOP).exists():
        ids = list(db.session.scalars(select(Achievement.id).where(is_moving())))
        with transaction():
            for number in source.sample(ids, source.choice((1, 1, 1, 5, 25))):
                item = db.session.get(Achievement, number)
                if item is not None:
                    source.choice(DEEDS)(item)
        _count(folder / WRITES)
        if source.random() < DRAINED_AT_ONCE:
            indexer.drain_all()
        time.sleep(source.uniform(0, 0.1))


def rebuild(folder: Path, every: float) -> None:
    """One rebuild after another."""
    while not (folder / STOP).exists():
        upkeep.rebuild()
        _count(folder / REBUILDS)
        end = time.monotonic() + every
        while time.monotonic() < end and not (folder / STOP).exists():
            time.sleep(0.1)


def _count(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b".")


def main(role: str, folder: str, number: str, every: str) -> None:
    logging.basicConfig(level=logging.WARNING)
    place = Path(folder)
    app = make_app(place)
    if role == "reader":
        read(app, place, int(number))
        return
    (place / f"{role}.ready").write_text(str(os.getpid()))
    with app.app_context():
        write(place) if role == "writer" else rebuild(place, float(every))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Run by `test_crashes.py` as a process of its own: drains until killed, or verifies once and prints the result."""

from __future__ import annotations

import sys
import time

from matchmaker.app import create_app
from matchmaker.config import TestingConfig
from matchmaker.search import documents, indexer, jobs, tracking, upkeep  # noqa: F401
from tests.search.papers import declaration


def main(folder: str, task: str) -> None:
    app = create_app(
        {
            "BASE": TestingConfig,
            "DATA_DIR": folder,
            "SEARCH_BACKEND": "whoosh",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/test.db",
        }
    )
    with app.app_context():
        documents._registry.clear()
        documents.register(declaration())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while task == "drain":
            indexer.drain(7)
            time.sleep(0.001)
        while task == "rebuild":
            upkeep.rebuild()


if __name__ == "__main__":
    main(*sys.argv[1:])

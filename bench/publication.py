"""From publication to suggestion: `python -m bench.publication [documents=10000] [rounds=40]`; the last line is JSON.

The whole site runs as in life (web server and worker as processes, SQLite, Whoosh) over a synthetic database.
Measured: commit of a publication until the need's page shows suggestions; server time of that page and of search,
asked one after another over loopback. Times in milliseconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete, select

from bench.corpus import Corpus
from matchmaker.app import create_app
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.services import publish_challenge
from matchmaker.extensions import db
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.models import Match, MatchRefresh
from matchmaker.search.outbox import SearchOutbox
from tests.support.site import Site

PATIENCE = 60.0  # seconds


def percentiles(times: list[float]) -> dict[str, float]:
    """p50, p95 and maximum in milliseconds."""
    ordered = sorted(t * 1000 for t in times)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[max(0, -(-len(ordered) * 95 // 100) - 1)], 1),
        "max": round(ordered[-1], 1),
    }


def timed(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    for warm in range(3):
        work(warm)
    times = []
    for number in range(rounds):
        started = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - started)
    return percentiles(times)


def prepare(documents: int, rounds: int) -> None:
    corpus = Corpus()
    sponsor, holder = corpus.organization(1).id, corpus.organization(2).id
    corpus.achievements(documents, holder)
    with transaction():
        db.session.add_all(corpus.challenge(n, sponsor) for n in range(rounds))


def forget_marks() -> None:
    """A quiet site: the rebuild has indexed everything, and no backlog of suggestions competes with the publication."""
    with transaction():
        db.session.execute(delete(SearchOutbox))
        db.session.execute(delete(MatchRefresh))


def publish_and_wait(number: int, patience: float = PATIENCE) -> float:
    """Seconds from the commit until the first suggestion of the need is stored."""
    query = select(Challenge).where(Challenge.public_id == f"WH-B-{number:06d}")
    with transaction():
        challenge = db.session.scalars(query).one()
        publish_challenge(SYSTEM, challenge)
        challenge_id = challenge.id
    started = time.perf_counter()
    while time.perf_counter() - started < patience:
        found = db.session.scalar(select(Match.id).where(Match.challenge_id == challenge_id).limit(1))
        db.session.rollback()
        if found:
            return time.perf_counter() - started
        time.sleep(0.01)
    raise TimeoutError(f"no suggestion for need {number}")


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def main(documents: int = 10_000, rounds: int = 40) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), demo=False)
        site.flask("db", "upgrade")
        app = create_app({"DATA_DIR": folder, "DEMO": False})
        with app.app_context():
            prepare(documents, rounds)
            site.flask("search", "rebuild", timeout=3600)
            forget_marks()
            site.start("web", "worker")
            try:
                site.wait()
                publish_and_wait(0, 900)  # the worker opens the index and warms its cache of postings
                visible = [publish_and_wait(n) for n in range(1, rounds)]
                words = [urllib.parse.quote(Corpus().topics[n][:6]) for n in range(50)]
                result = {
                    "documents": documents,
                    "publication_to_suggestion_ms": percentiles(visible),
                    "detail_page_ms": timed(
                        lambda n: fetch(f"{site.address}/challenges/WH-B-{n % rounds:06d}"), 200
                    ),
                    "board_ms": timed(
                        lambda n: fetch(f"{site.address}/achievements/?page={n % 50 + 1}"), 100
                    ),
                    "search_ms": timed(lambda n: fetch(f"{site.address}/search?q={words[n % 50]}"), 200),
                    "suggest_ms": timed(
                        lambda n: fetch(f"{site.address}/search/suggest?q={words[n % 50]}"), 200
                    ),
                }
            finally:
                site.stop()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*(int(argument.rpartition("=")[2]) for argument in sys.argv[1:]))

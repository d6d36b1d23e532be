"""Every need against all offerings: `make bench-refresh`; the last line is JSON.

A synthetic database on SQLite, the index built by the site's own rebuild, then `flask matching refresh` as staff run it
after a change of weights, from its start as a process to its end.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bench.corpus import BATCH, Corpus
from bench.publication import forget_marks
from matchmaker.app import create_app
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.models import Match
from tests.support.site import Site


def open_needs(corpus: Corpus, count: int, sponsor_id: int) -> None:
    """Needs as they are after their screening."""
    for start in range(0, count, BATCH):
        with transaction():
            for number in range(start, min(count, start + BATCH)):
                need = corpus.challenge(number, sponsor_id)
                need.status, need.published_at = ChallengeStatus.OPEN, clock.now()
                need.expires_on = clock.today() + timedelta(days=100)
                db.session.add(need)
        db.session.expunge_all()


def main(needs: int, offerings: int, processes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), demo=False)
        site.flask("db", "upgrade")
        with create_app({"DATA_DIR": folder, "DEMO": False}).app_context():
            corpus = Corpus()
            sponsor, holder = corpus.organization(1).id, corpus.organization(2).id
            corpus.achievements(offerings, holder)
            open_needs(corpus, needs, sponsor)
            print("· indexing …", file=sys.stderr, flush=True)
            started = time.perf_counter()
            site.flask("search", "rebuild", timeout=3600)
            rebuilt = time.perf_counter() - started
            forget_marks()
            print("· refreshing …", file=sys.stderr, flush=True)
            started = time.perf_counter()
            site.flask("matching", "refresh", "--processes", str(processes), timeout=3600)
            seconds = time.perf_counter() - started
            pairs = db.session.scalar(select(func.count()).select_from(Match))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = {
        "needs": needs, "offerings": offerings, "processes": processes, "refresh_s": round(seconds, 1),
        "pairs_kept": pairs, "rebuild_docs_per_s": round((needs + offerings) / rebuilt),
        "largest_process_mb": used.ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps(result))


if __name__ == "__main__":
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    main(
        int(given.get("needs", 10_000)),
        int(given.get("offerings", 100_000)),
        int(given.get("processes", os.cpu_count() or 1)),
    )

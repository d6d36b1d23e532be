"""Background work of matching: works off the marks in small steps, each its own transaction."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import or_, select, update

from matchmaker.extensions import db
from matchmaker.kernel import background, clock
from matchmaker.kernel.locking import work_alone
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import services
from matchmaker.matching.candidates import Collection
from matchmaker.matching.models import MatchRefresh
from matchmaker.matching.sides import NEED

log = logging.getLogger(__name__)

REFRESH_TASK = "matching.refresh"
BATCH = 20
_NEED_KEY = f"{NEED}:"
_FIRST_DELAY = timedelta(seconds=5)
_MOST_ATTEMPTS = 8


@background.task(REFRESH_TASK)
def refresh_task() -> int:
    """Compute what is marked until nothing is due; the number of objects done.

    One at a time on this machine, so that a long backlog does not fill all threads of the worker and keep mails
    waiting. Two machines at once do no harm.
    """
    done = 0

    def work() -> None:
        nonlocal done
        while seen := _due(BATCH):
            collection = Collection()
            for key, generation in seen:
                if not key.startswith(_NEED_KEY) and _a_need_waits():
                    break  # somebody looks at that need's page now; the offers of a backlog can wait
                done += _refresh_one(key, generation, collection)

    work_alone(lock_path(), work, lambda: bool(_due(1)))
    return done


def lock_path() -> Path:
    """Held by whoever works off marks on this machine."""
    return Path(current_app.config["DATA_DIR"], ".matching.lock")


def _a_need_waits() -> bool:
    return any(key.startswith(_NEED_KEY) for key, _generation in _due(1))


def _due(limit: int) -> list[tuple[str, int]]:
    """Needs before offers, since a need's page waits for its own; the newest first: somebody looks at it now."""
    is_due = or_(MatchRefresh.retry_at.is_(None), MatchRefresh.retry_at <= clock.now())
    statement = (
        select(MatchRefresh.key, MatchRefresh.generation)
        .where(is_due, MatchRefresh.attempts < _MOST_ATTEMPTS)
        .order_by(
            MatchRefresh.key.startswith(_NEED_KEY).desc(), MatchRefresh.marked_at.desc(), MatchRefresh.key
        )
        .limit(limit)
    )
    rows = [(row.key, row.generation) for row in db.session.execute(statement)]
    db.session.rollback()
    return rows


def _refresh_one(key: str, generation: int, collection: Collection) -> int:
    try:
        plan = services.plan_matches(key, collection)
        db.session.rollback()  # ends the read; the write below starts from the present state
        with transaction():
            services.store_plan(plan)
            services.settle([(key, generation)])
    except Exception as error:
        log.exception("suggestions for %s could not be computed", key)
        db.session.rollback()
        _put_off(key, generation, error)
        return 0
    return 1


def _put_off(key: str, generation: int, error: Exception) -> None:
    with transaction():
        mark = (MatchRefresh.key == key, MatchRefresh.generation == generation)
        attempts = db.session.scalar(select(MatchRefresh.attempts).where(*mark)) or 0
        db.session.execute(
            update(MatchRefresh)
            .where(*mark)
            .values(
                attempts=attempts + 1,
                last_error=repr(error)[:2000],
                retry_at=clock.now() + _FIRST_DELAY * 2**attempts,
            )
        )

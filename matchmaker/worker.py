"""The background worker: Huey carries the names of tasks, rows in the database say what there is to do."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, SqliteHuey, crontab

from matchmaker.kernel import background, clock

log = logging.getLogger(__name__)
HEARTBEAT = "worker.heartbeat"
DEAD_AFTER = 150  # seconds without a heartbeat


def make_queue(app: Flask) -> Huey:
    """The queue of this installation with all declared tasks registered on it; services nudge through it."""
    queue = _storage(app)
    runners = {
        name: queue.task(name=name)(_in_context(app, task)) for name, task in background.tasks().items()
    }

    def sweep() -> None:
        _beat(app)
        minute = clock.now().hour * 60 + clock.now().minute
        for name, task in background.tasks().items():
            if task.every_minutes and minute % task.every_minutes == 0:
                runners[name]()

    queue.periodic_task(crontab(minute="*"), name="sweep")(sweep)
    background.connect(lambda name: runners[name]())
    return queue


def _storage(app: Flask) -> Huey:
    url = app.config.get("TASK_QUEUE_URL", "")
    if url.startswith("redis"):
        from huey import RedisHuey

        return RedisHuey("matchmaker", url=url, results=False)
    return SqliteHuey("matchmaker", filename=str(Path(app.config["DATA_DIR"], "queue.db")), results=False)


def _in_context(app: Flask, task: background.Task) -> Any:
    def run() -> None:
        with app.app_context():
            try:
                task.run()
            except Exception:
                log.exception("task %s failed; the next sweep repeats it", task.name)

    return run


def init_app(app: Flask) -> None:
    """Let services of this process nudge the worker; tests have no queue."""
    if not app.testing:
        app.extensions["task_queue"] = make_queue(app)


def run(app: Flask) -> None:
    """Work until told to stop. What was left over from before comes first."""
    logging.basicConfig(level=logging.INFO, format="worker %(levelname)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    _beat(app)
    for name in background.tasks():
        background.enqueue_now(name)
    poll = app.config["BACKGROUND_POLL_SECONDS"]
    queue: Huey = app.extensions["task_queue"]
    queue.create_consumer(
        workers=3, initial_delay=poll, max_delay=poll, backoff=1.0, check_worker_health=True
    ).run()


def _beat(app: Flask) -> None:
    Path(app.config["DATA_DIR"], HEARTBEAT).write_text(clock.now().isoformat(), "utf-8")


def status(app: Flask) -> dict[str, object]:
    """Whether the worker has shown life lately, for ``/ready``."""
    path = Path(app.config["DATA_DIR"], HEARTBEAT)
    age = clock.now().timestamp() - path.stat().st_mtime if path.exists() else None
    return {
        "ok": age is not None and age < DEAD_AFTER,
        "seconds_since_heartbeat": None if age is None else round(age),
    }

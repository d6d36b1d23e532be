"""Background work: trainings that wait, and the figure of a release nobody has measured yet."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel import background
from matchmaker.kernel.locking import work_alone
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.learning import services
from matchmaker.learning.models import WeightSet
from matchmaker.learning.vocabulary import WeightSetStatus

log = logging.getLogger(__name__)


@background.task(services.TRAINING_TASK)
def train_task() -> int:
    """Train what waits, one at a time on this machine; the number of trainings that ended."""
    done = 0

    def work() -> None:
        nonlocal done
        number = _waiting()
        if number is not None:
            _train(number)
            done += 1

    work_alone(Path(current_app.config["DATA_DIR"], ".training.lock"), work, lambda: _waiting() is not None)
    return done


def _waiting() -> int | None:
    number = db.session.scalar(select(WeightSet.id).where(WeightSet.status == WeightSetStatus.QUEUED))
    db.session.rollback()
    return number


def _train(number: int) -> None:
    try:
        count, outcome = services.train()
        db.session.rollback()
        with transaction():
            services.finish_training(number, count, outcome)
    except Exception as error:
        log.exception("training %s failed", number)
        db.session.rollback()
        with transaction():
            services.fail_training(number, error)


@background.task("learning.measure", every_minutes=60)
def measure_task() -> int:
    """Note the figure of this release and these weights, once."""
    with transaction():
        return int(services.measure_release() is not None)

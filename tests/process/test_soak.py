"""Some seconds of `bench.soak`: writers killed, index rebuilt, readers asking; no answer contradicts the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bench.soak import run
from bench.soak_items import is_moving, prepare
from bench.soak_reader import Reader
from bench.soak_roles import make_app
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import upkeep
from matchmaker.search.outbox import SearchOutbox

pytestmark = [pytest.mark.process, pytest.mark.real_clock]
ITEMS = 6


def test_answers_agree_with_the_database_all_the_time(tmp_path: Path) -> None:
    report = run(tmp_path, seconds=8, documents=100, items=40, rebuild_every=1.0, pause=(0.7, 2.0), readers=1)
    assert report["writes"] and report["rebuilds"] and report["kills"]["writer"] and report["asked"]
    faults = {name: report[name] for name in ("wrong", "missing", "forbidden", "differences", "crashes")}
    assert faults == dict.fromkeys(faults, 0), report["examples"]


def withdraw() -> None:
    db.session.execute(update(Achievement).where(is_moving()).values(status=AchievementStatus.DELISTED))


def close() -> None:
    layers = {"description": "nda", "comparison": "nda"}
    db.session.execute(update(Achievement).where(is_moving()).values(field_layers=layers))


def publish() -> None:
    db.session.execute(update(Achievement).where(is_moving()).values(status=AchievementStatus.LISTED))


@pytest.mark.parametrize(
    ("at_first", "unseen", "fault"),
    [(publish, withdraw, "wrong"), (withdraw, publish, "missing"), (publish, close, "forbidden")],
)
def test_the_reader_notices(
    tmp_path: Path, at_first: Callable[[], None], unseen: Callable[[], None], fault: str
) -> None:
    """A change the index never hears of stands for every bug of its keeping."""
    app = make_app(tmp_path)
    with app.app_context():
        db.create_all()
        prepare(20, ITEMS)
        with transaction():
            layers = {"description": "public", "comparison": "nda"}
            db.session.execute(update(Achievement).where(is_moving()).values(field_layers=layers))
            at_first()
            db.session.execute(delete(SearchOutbox))
        upkeep.rebuild()
        with transaction():
            unseen()
        db.session.remove()
    reader = Reader(app, 1)
    for _ in range(60):
        reader.look_for_one()
    assert set(reader.faults) >= {fault}

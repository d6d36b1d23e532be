"""All needs at once: the same pairs as one by one, in one process or several, and what fails stays marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from matchmaker.app import create_app
from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import bulk, services
from matchmaker.matching.models import Match, MatchCount, MatchRefresh
from tests.matching.market import GBL, MEMBRANE, Need, Offer, add, settle
from tests.support.site import Site


def stored() -> list[tuple[object, ...]]:
    columns = (Match.challenge_id, Match.target_kind, Match.target_id, Match.score, Match.reasons)
    return sorted(tuple(map(str, row)) for row in db.session.execute(select(*columns)))


def stock() -> None:
    add(Offer, 1, **MEMBRANE, figures="水分 30 mg/kg，处理能力 4000 t/a")
    for number in (7, 8, 9):
        add(Need, number, **GBL, figures="水分≤50 mg/kg")
    settle()


def test_same_pairs_as_one_by_one(market: Flask) -> None:
    stock()
    before = stored()
    with transaction():
        db.session.execute(delete(Match))
        db.session.execute(delete(MatchCount))
    told: list[tuple[int, int]] = []
    assert bulk.refresh_needs(1, lambda done, of: told.append((done, of))) == 0
    assert stored() == before
    assert len(before) == 3
    assert told[-1] == (3, 3)
    assert db.session.scalar(select(func.count()).select_from(MatchRefresh)) == 0
    assert db.session.scalar(select(func.count()).select_from(MatchCount)) == 3


def test_what_fails_stays_marked_and_stops_nothing(market: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stock()
    real = services.plan_matches

    def fail_for_one(key: str, collection: object) -> services.Plan:
        if key == "challenge:8":
            raise ValueError("broken")
        return real(key, collection)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "plan_matches", fail_for_one)
    assert bulk.refresh_needs(1, lambda _done, _of: None) == 1
    assert list(db.session.scalars(select(MatchRefresh.key))) == ["challenge:8"]


def test_several_processes_agree_with_one(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.flask("db", "upgrade")
    site.flask("devdata")
    site.flask("search", "rebuild")
    found = []
    for processes in ("1", "2"):
        site.flask("matching", "refresh", "--processes", processes)
        with create_app({"DATA_DIR": str(tmp_path), "DEMO": False}).app_context():
            found.append(stored())
            with transaction():
                db.session.execute(delete(Match))
    assert found[0] == found[1]
    assert len(found[0]) > 100

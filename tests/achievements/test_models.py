"""The database refuses nonsense."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, StatementError

from matchmaker.achievements.models import Achievement, AchievementIndicator, IntellectualProperty
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel.errors import Conflict
from matchmaker.kernel.layers import Layer
from matchmaker.kernel.unit_of_work import transaction
from tests.factories.achievements import make_achievement, make_attachment

S = AchievementStatus


@pytest.mark.parametrize("status", list(S))
def test_the_factory_builds_every_status(app: Flask, status: AchievementStatus) -> None:
    assert db.session.get(Achievement, make_achievement(status).id).status is status


@pytest.mark.parametrize(
    "wrong",
    [
        {"trl": 0},
        {"trl": 10},
        {"scale_tpa": -1.0},
        {"price_amount": -1},
        {"started_on": date(2026, 2, 1), "ended_on": date(2026, 1, 1)},
        {"version_number": 0},
        {"status": S.LISTED, "expires_on": None},
        {"status": S.LISTED, "published_at": None},
        {"status": S.SCREENING, "submitted_at": None},
        {"supersedes_id": 999_999},
    ],
    ids=str,
)
def test_refused(app: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make_achievement(**{"status": S.LISTED, **wrong})


def test_an_unknown_status_is_refused(app: Flask) -> None:
    with pytest.raises((IntegrityError, StatementError, LookupError)):
        make_achievement("sold")


def test_one_living_successor(app: Flask) -> None:
    old = make_achievement()
    make_achievement(S.DELISTED, old.holder, supersedes_id=old.id, version_number=2)
    make_achievement(S.DRAFT, old.holder, supersedes_id=old.id, version_number=2)
    with pytest.raises(IntegrityError):
        make_achievement(S.SCREENING, old.holder, supersedes_id=old.id, version_number=3)


def test_public_number_and_token_are_unique(app: Flask) -> None:
    first = make_achievement(draft_token="same")
    for repeated in ({"public_id": first.public_id}, {"draft_token": "same"}):
        with pytest.raises(IntegrityError):
            make_achievement(**repeated)
        db.session.rollback()


def test_rows_go_with_their_achievement(app: Flask) -> None:
    achievement = make_achievement()
    make_attachment(achievement)
    db.session.delete(achievement)
    db.session.commit()
    assert db.session.query(AchievementIndicator).count() == 0
    assert db.session.query(IntellectualProperty).count() == 0


def test_a_lost_race_is_a_conflict(app: Flask) -> None:
    achievement = make_achievement()
    with pytest.raises(Conflict), transaction():
        assert achievement.version == 1
        achievement.title = "新名称"
        db.session.connection().exec_driver_sql("UPDATE achievement SET version = version + 1")


def test_layers_have_defaults_and_choices(app: Flask) -> None:
    achievement = make_achievement(field_layers={"benefit": "nda"})
    assert achievement.layer_of("benefit") is Layer.NDA
    assert achievement.layer_of("team") is Layer.REGISTERED
    assert achievement.layer_of("title") is Layer.PUBLIC

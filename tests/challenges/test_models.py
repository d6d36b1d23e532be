"""The database refuses nonsense, whoever writes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, StatementError

from matchmaker.challenges.models import Challenge, ChallengeAttachment, ChallengeIndicator
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.errors import Conflict
from matchmaker.kernel.unit_of_work import transaction
from tests.factories.challenges import make_attachment, make_challenge

S = ChallengeStatus


@pytest.mark.parametrize(
    "values",
    [
        {"funding_amount": -1}, {"scale_tpa": -0.5}, {"trl_required": 0}, {"trl_required": 10},
        {"published_at": None}, {"expires_on": None}, {"deadline_at": None}, {"submitted_at": None},
        {"status": S.CLOSED, "closed_at": None}, {"starts_on": clock.today() + timedelta(days=9999)},
    ],
)  # fmt: skip
def test_refused(app: Flask, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        make_challenge(values.pop("status", S.OPEN), **values)


def test_unknown_status(app: Flask) -> None:
    with pytest.raises((IntegrityError, StatementError, LookupError)):
        make_challenge("frozen")


def test_numbers_and_tokens_are_unique(app: Flask) -> None:
    make_challenge(public_id="WH-2026-0001", draft_token="abc")
    with pytest.raises(IntegrityError):
        make_challenge(public_id="WH-2026-0001")
    db.session.rollback()
    with pytest.raises(IntegrityError):
        make_challenge(draft_token="abc")


def test_rows_and_files_go_with_their_challenge(app: Flask) -> None:
    challenge = make_challenge(S.DRAFT)
    make_attachment(challenge)
    with transaction():
        db.session.delete(challenge)
    assert db.session.query(ChallengeIndicator).count() == 0
    assert db.session.query(ChallengeAttachment).count() == 0


def test_a_lost_update_is_a_conflict(app: Flask) -> None:
    challenge = make_challenge(S.DRAFT)
    with pytest.raises(Conflict), transaction():
        assert challenge.version == 1
        challenge.title = "我的版本"
        table = Challenge.__table__
        db.session.connection().execute(table.update().values(version=7))
    assert db.session.get_one(Challenge, challenge.id).title != "我的版本"


def test_lists_and_layers_notice_changes_in_place(app: Flask) -> None:
    challenge = make_challenge(S.DRAFT)
    with transaction():
        challenge.keywords.append("膜分离")
        challenge.field_layers["tried"] = "nda"
    db.session.expire_all()
    assert challenge.keywords[-1] == "膜分离"
    assert challenge.layer_of("tried").value == "nda"

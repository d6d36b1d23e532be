"""The quality page for everybody, the weights for staff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.roles import Role
from matchmaker.learning import jobs, services
from matchmaker.learning.models import WeightSet
from matchmaker.learning.vocabulary import JudgementSource, WeightSetStatus
from matchmaker.matching.models import TargetKind
from tests.factories.accounts import make_user
from tests.learning.test_services import STAFF, candidate, make_set
from tests.support.people import actor_with

Clients = Callable[[Actor], FlaskClient]


def test_the_quality_page_shows_releases_and_acceptance(app: Flask, client: FlaskClient) -> None:
    empty = client.get("/quality/").get_data(as_text=True)
    assert "这个版本还没有测量" in empty
    jobs.measure_task()
    user = make_user()
    for number, grade in enumerate((4, 3, 1)):
        services.record_judgement((number, TargetKind.EXPERT, 1), user.id, JudgementSource.GRADED, grade)
    db.session.commit()
    text = client.get("/quality/").get_data(as_text=True)
    assert app.config["RELEASE"] in text
    assert "67%" in text
    assert "管理权重" not in text


def test_staff_train_compare_use_and_stop(app: Flask, client_as: Clients) -> None:
    browser = client_as(STAFF)
    assert "还没有评价" in browser.get("/quality/weights").get_data(as_text=True)
    answer = browser.post("/quality/weights")
    number = db.session.scalars(select(WeightSet.id)).one()
    assert (answer.status_code, answer.location) == (303, f"/quality/weights/{number}")
    assert "正在等待后台训练" in browser.get(answer.location).get_data(as_text=True)
    assert browser.post("/quality/weights").status_code == 409
    jobs.train_task()
    assert "没有通过" in browser.get(answer.location).get_data(as_text=True)
    number = candidate()
    page = browser.get(f"/quality/weights/{number}").get_data(as_text=True)
    assert "留出的评价" in page
    assert "采用这组权重" in page
    assert browser.post(f"/quality/weights/{number}/use").status_code == 303
    assert "停用，改回内置权重" in browser.get(f"/quality/weights/{number}").get_data(as_text=True)
    assert browser.post(f"/quality/weights/{number}/use").status_code == 409
    assert browser.post(f"/quality/weights/{number}/retire").status_code == 303
    assert db.session.get_one(WeightSet, number).status is WeightSetStatus.RETIRED
    assert browser.get("/quality/weights/999").status_code == 404
    assert f"/quality/weights/{number}" in browser.get("/quality/weights").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.BROKER, Role.ENTERPRISE_MEMBER, Role.EXPERT])
def test_others_are_refused(app: Flask, client_as: Clients, role: Role) -> None:
    number = make_set().id
    db.session.commit()
    browser = client_as(actor_with(role, 1))
    for address in ("/quality/weights", f"/quality/weights/{number}", "/quality/judgements.tsv"):
        assert browser.get(address).status_code == 403, address
    for address in ("/quality/weights", f"/quality/weights/{number}/use"):
        assert browser.post(address).status_code == 403, address


def test_training_by_command_on_files(app: Flask, tmp_path: Path) -> None:
    texts = [
        ("corpus", [f'{{"id": "o{n}", "title": "加氢催化剂{n}号 失活再生"}}' for n in range(12)]),
        ("queries", [f'{{"id": "n{n}", "title": "催化剂再生", "text": "需求 {n}"}}' for n in range(3)]),
        ("qrels", [f"n{n}\to{m}\t{1 + (n + m) % 4}" for n in range(3) for m in range(8)]),
    ]
    for name, lines in texts:
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
    files = [part for name, _lines in texts for part in (f"--{name}", str(tmp_path / name))]
    runner = app.test_cli_runner()
    result = runner.invoke(args=["matching", "train", *files])
    assert result.exit_code == 1
    assert "至少要 10 项" in result.output
    assert runner.invoke(args=["matching", "train", "--corpus", str(tmp_path / "corpus")]).exit_code == 2
    assert runner.invoke(args=["matching", "train"]).exit_code == 1


def test_a_stranger_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    assert client.get("/quality/weights").status_code in (302, 303)

"""Every page answers for those who may open it, in Chinese, and is closed to the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from matchmaker.challenges.steps import STEPS
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus
from matchmaker.kernel.actor import ANONYMOUS, Actor
from matchmaker.organizations.models import Organization
from tests.factories.challenges import make_attachment, make_challenge

S = ChallengeStatus
ClientAs = Callable[[Actor], FlaskClient]


@pytest.mark.parametrize("step", [step.slug for step in STEPS])
def test_steps_of_the_form(client_as: ClientAs, sponsor: Actor, sponsor_org: Organization, step: str) -> None:
    draft = make_challenge(S.DRAFT, sponsor=sponsor_org)
    make_attachment(draft)
    page = client_as(sponsor).get(f"/challenges/{draft.public_id}/edit/{step}")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "需求质量" in text
    assert "存草稿" in text
    assert text.count("<h1>") == 1


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("path", ["", "/print", "/review", "/edit", "/amend", "/screening"])
@pytest.mark.parametrize("who", ["anonymous", "other", "sponsor", "staff"])
def test_who_opens_what(
    client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization, status: S, path: str, who: str
) -> None:
    challenge = make_challenge(status, sponsor=sponsor_org)
    answer = client_as(actors[who]).get(f"/challenges/{challenge.public_id}{path}")
    assert answer.status_code == _expected(status, path, who), answer.get_data(as_text=True)[-400:]


def _expected(status: S, path: str, who: str) -> int:
    if who == "anonymous" and path not in ("", "/print"):
        return 303
    visible = status in PUBLISHED or who == "sponsor" or (who == "staff" and status is not S.DRAFT)
    if not visible:
        return 404
    if path in ("", "/print"):
        return 200
    if path == "/screening":
        return 200 if who == "staff" else 403
    if path == "/amend":
        return 200 if status is S.OPEN and who in ("sponsor", "staff") else 403
    if who == "sponsor":
        done = 303 if path == "/edit" else 200
        return done if status is S.DRAFT else 409
    may_edit = who == "staff" and status is S.OPEN
    return 303 if may_edit else 403


def test_lists(client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization) -> None:
    for status in S:
        make_challenge(status, sponsor=sponsor_org, title=f"列表中的需求 {status.value}")
    mine = client_as(actors["sponsor"]).get("/challenges/mine").get_data(as_text=True)
    assert all(f"列表中的需求 {status.value}" in mine for status in S)
    assert "列表中的需求 draft" not in client_as(actors["other"]).get("/challenges/mine").get_data(
        as_text=True
    )
    desk = client_as(actors["staff"]).get("/challenges/desk").get_data(as_text=True)
    assert "列表中的需求 screening" in desk
    assert "列表中的需求 open" not in desk
    closed = client_as(actors["staff"]).get("/challenges/desk?status=closed&q=列表").get_data(as_text=True)
    assert "列表中的需求 closed" in closed
    assert client_as(actors["sponsor"]).get("/challenges/desk").status_code == 403
    assert client_as(ANONYMOUS).get("/challenges/mine").status_code == 303
    assert client_as(actors["loner"]).get("/challenges/mine").status_code == 200


def test_start_page(client_as: ClientAs, actors: dict[str, Actor], sponsor_org: Organization) -> None:
    make_challenge(S.DRAFT, sponsor=sponsor_org, title="没写完的那一份")
    page = client_as(actors["sponsor"]).get("/challenges/new").get_data(as_text=True)
    assert "没写完的那一份" in page
    assert "开始填写" in page
    lonely = client_as(actors["loner"]).get("/challenges/new").get_data(as_text=True)
    assert "开始填写" not in lonely
    assert "要以机构的名义" in lonely
    assert client_as(actors["loner"]).post("/challenges/new").status_code == 403


@pytest.mark.parametrize("path", ["/challenges/", "/challenges/?q=脱水&sort=deadline&within=30&status=open&page=9",
                                  "/challenges/?funding_min=abc&within=x&page=-1&status=%27%22%3E"])  # fmt: skip
def test_board_answers_anything(client: FlaskClient, path: str) -> None:
    make_challenge()
    answer = client.get(path)
    assert answer.status_code == 200
    assert "揭榜大厅" in answer.get_data(as_text=True)


def test_unknown_numbers_are_not_found(client: FlaskClient) -> None:
    for path in ("/challenges/WH-2026-9999", "/challenges/%F0%9F%98%80", "/challenges/' OR 1=1 --"):
        assert client.get(path).status_code == 404

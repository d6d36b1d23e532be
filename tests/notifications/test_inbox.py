"""Messages in the site: told once, read by nobody else, and opened by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.accounts.models import User
from matchmaker.challenges.events import ChallengePublished
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.events import publish
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Notification
from matchmaker.notifications.telling import Message, tell_of
from tests.factories.accounts import make_user
from tests.factories.challenges import make_challenge
from tests.factories.organizations import make_organization
from tests.support.mail import waiting
from tests.support.people import actor_with
from tests.support.queries import count_queries

ClientAs = Callable[[Actor], FlaskClient]


@pytest.fixture
def reader(app: Flask) -> User:
    return make_user()


def say(
    user: User, number: int = 1, kind: str = "ChallengeClosed", endpoint: str = "challenges.board"
) -> None:
    with transaction():
        message = Message(f"消息 {number}", "正文", endpoint)
        tell_of(kind, [user.email], message, lambda address: f"{number}:{address}")


def messages() -> list[Notification]:
    return db.session.query(Notification).order_by(Notification.id).all()


def web(reader: User, client_as: ClientAs) -> FlaskClient:
    return client_as(actor_with(Role.ENTERPRISE_MEMBER, user_id=reader.id))


def test_an_event_makes_a_message_and_a_mail_once(app: Flask, reader: User) -> None:
    challenge = make_challenge(sponsor=make_organization(owner=reader))
    for _twice in range(2):
        with transaction():
            publish(ChallengePublished(challenge.id))
    (found,) = messages()
    (mail,) = waiting("ChallengePublished")
    assert (found.user_id, found.title, found.read_at) == (reader.id, mail.subject, None)
    assert found.arguments == {"public_id": challenge.public_id}
    assert found.text in mail.text
    assert "http" not in found.text and f"/challenges/{challenge.public_id}" in mail.text


def test_an_address_without_account_gets_a_mail_only(app: Flask) -> None:
    with transaction():
        tell_of("ChallengeClosed", ["x@demo.example"], Message("a", "b", "challenges.board"), lambda to: to)
    assert (len(messages()), len(waiting())) == (0, 1)


def test_opening_marks_read_and_leads_on(reader: User, client_as: ClientAs) -> None:
    say(reader)
    answer = web(reader, client_as).post(f"/notifications/{messages()[0].id}/open")
    assert (answer.status_code, answer.location) == (303, "/challenges/")
    assert messages()[0].read_at is not None


def test_a_page_that_is_no_more_leads_back(reader: User, client_as: ClientAs) -> None:
    say(reader, endpoint="challenges.board")
    with transaction():
        messages()[0].endpoint = "gone.away"
    answer = web(reader, client_as).post(f"/notifications/{messages()[0].id}/open")
    assert answer.location == "/notifications/"


@pytest.mark.parametrize("action", ["open", "read", "delete"])
def test_nobody_touches_anothers(reader: User, client_as: ClientAs, action: str) -> None:
    say(reader)
    other = client_as(actor_with(Role.OPERATOR, user_id=make_user().id))
    assert other.post(f"/notifications/{messages()[0].id}/{action}").status_code == 404
    assert "消息 1" not in other.get("/notifications/").text
    assert [one.read_at for one in messages()] == [None]


def test_filters_marking_all_and_deleting(reader: User, client_as: ClientAs) -> None:
    say(reader, 1)
    say(reader, 2, "BidAwarded")
    browser = web(reader, client_as)
    page = browser.get("/notifications/?group=bids").text
    assert "消息 2" in page and "消息 1" not in page
    assert browser.post("/notifications/read-all", data={"group": "bids"}).status_code == 303
    page = browser.get("/notifications/?unread=1").text
    assert "消息 1" in page and "消息 2" not in page
    assert browser.post(f"/notifications/{messages()[0].id}/delete").location == "/notifications/"
    assert [one.title for one in messages()] == ["消息 2"]


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    assert "/sign-in" in client.get("/notifications/").location


def test_bell_and_list_take_as_many_statements_for_many(reader: User, client_as: ClientAs) -> None:
    browser, counts = web(reader, client_as), []
    for numbers in (range(1, 3), range(3, 15)):
        for number in numbers:
            say(reader, number)
        with count_queries() as seen:
            page = browser.get("/notifications/").text
        counts.append(len(seen))
    assert counts[0] == counts[1] and "</span>14</span>" in page

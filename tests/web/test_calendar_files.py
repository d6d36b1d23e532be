"""Calendar files as a calendar program reads them."""

from __future__ import annotations

from flask.testing import FlaskClient
from icalendar import Calendar

from matchmaker.calls.vocabulary import CallStatus
from matchmaker.challenges.questions import ask_until
from matchmaker.challenges.vocabulary import ChallengeStatus
from tests.factories.calls import make_call
from tests.factories.challenges import make_challenge


def events(client: FlaskClient, address: str) -> dict[str, object]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_dates_of_a_need(client: FlaskClient) -> None:
    row = make_challenge(title="精馏；能耗, 减半")
    found = events(client, f"/challenges/{row.public_id}/dates.ics")
    deadline = found[f"{row.public_id}-deadline@matchmaker"]
    assert deadline["dtstart"].dt == row.deadline_at
    assert "精馏；能耗, 减半" in str(deadline["summary"])
    assert str(deadline["url"]).endswith(f"/challenges/{row.public_id}")
    assert found[f"{row.public_id}-questions@matchmaker"]["dtstart"].dt == ask_until(row)
    assert len(deadline.walk("VALARM")) == 1


def test_dates_of_a_call(client: FlaskClient) -> None:
    call = make_call()
    found = events(client, f"/calls/{call.public_id}/dates.ics")
    assert found[f"{call.public_id}-closes@matchmaker"]["dtstart"].dt == call.closes_at


def test_what_is_hidden_has_no_dates_either(client: FlaskClient) -> None:
    row, call = make_challenge(ChallengeStatus.DRAFT), make_call(CallStatus.DRAFT)
    assert client.get(f"/challenges/{row.public_id}/dates.ics").status_code == 404
    assert client.get(f"/calls/{call.public_id}/dates.ics").status_code == 404

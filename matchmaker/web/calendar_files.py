"""Dates as a calendar file (RFC 5545) that phones and office programs take over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import quote

from flask import Response, current_app
from icalendar import Alarm, Calendar, Event

from matchmaker.kernel import clock

REMINDER = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One date; ``uid`` stays the same when the date moves, so that a calendar replaces it."""

    uid: str
    at: datetime
    summary: str
    url: str


def end_of(day: date) -> datetime:
    """The last minute of a day in Beijing, for dates that have no hour."""
    return datetime.combine(day, time(23, 59), clock.BEIJING)


def calendar_response(name: str, entries: Iterable[Entry]) -> Response:
    """A file with one event per date, each with a reminder a day before."""
    site = f"{current_app.config['SITE_NAME']}{current_app.config['SITE_BRANCH']}"
    calendar = Calendar()
    calendar.add("prodid", f"-//{site}//matchmaker//ZH")
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_event(entry))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.ics"}
    return Response(calendar.to_ical(), mimetype="text/calendar", headers=headers)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@matchmaker")
    event.add("dtstamp", clock.now())
    event.add("dtstart", entry.at)
    event.add("summary", entry.summary)
    event.add("url", entry.url)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", -REMINDER)
    event.add_component(alarm)
    return event

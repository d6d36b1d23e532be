"""Mails about direct answers: to the unit that has to answer, to whoever wrote, and to staff when the day has passed.

What the page says stands in none of them; a refusal's reason does, for the writer alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from matchmaker.extensions import db
from matchmaker.interests import events
from matchmaker.interests.models import Interest
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications.composers import members_of, staff
from matchmaker.notifications.telling import Message, kind_of, tell


@dataclass(frozen=True)
class Letter:
    """Who gets it, under which subject, with which sentence."""

    recipients: Callable[[Interest], list[str]]
    subject: Any
    words: Any


def _unit(interest: Interest) -> list[str]:
    return members_of(interest.recipient_id)


def _writer(interest: Interest) -> list[str]:
    return [interest.sender.email]


LETTERS: dict[type[DomainEvent], Letter] = {
    events.InterestSent: Letter(
        _unit, _l("有人给你的单位写了一页答复"), _l("请在期限内答复；谢绝也请给出理由。")
    ),
    events.InterestAnswered: Letter(_writer, _l("你的一页答复有了结果"), _l("对方已经答复。")),
    events.InterestWithdrawn: Letter(_unit, _l("一页答复已撤回"), _l("对方撤回了，不用再答复。")),
    events.InterestLapsed: Letter(
        _writer, _l("你答复的条目已结束"), _l("条目已经截止或下架，你的答复随之结束；内容可以用在别处。")
    ),
    events.AnswerDue: Letter(_unit, _l("请答复收到的一页答复"), _l("答复期限快到了，对方在等你的单位答复。")),
    events.AnswerOverdue: Letter(
        staff, _l("有一页答复超期未答"), _l("对方单位没有在期限内答复，请协助联系。")
    ),
}


def compose_interest(event: events.InterestEvent) -> None:
    """In the site's first language: the reader's choice is not stored."""
    interest, letter = db.session.get_one(Interest, event.interest_id), LETTERS[type(event)]
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template(
            "notifications/interest.txt", interest=interest, kind=kind_of(event), words=letter.words
        )
        if letter.recipients is staff:
            message = Message(str(letter.subject), text, "interests.desk")
        else:
            page = {"public_id": interest.public_id}
            message = Message(str(letter.subject), text, "interests.detail", page)
    tell(event, letter.recipients(interest), message)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = tuple(
    (kind, compose_interest) for kind in LETTERS
)

"""Mails about introductions: to both sides when they are asked, reminded, or when it has ended, and to the broker.

No contact stands in any of them; what the broker noted does not either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.extensions import db
from matchmaker.introductions import events
from matchmaker.introductions.models import Introduction
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications.composers import members_of
from matchmaker.notifications.telling import Message, tell


@dataclass(frozen=True)
class Letter:
    """Who gets it, under which subject, with which sentence."""

    recipients: Callable[[Introduction], list[str]]
    subject: Any
    words: Any


def _need(introduction: Introduction) -> list[str]:
    return members_of(introduction.challenge.sponsor_id)


def _offer(introduction: Introduction) -> list[str]:
    target = introduction.target
    if isinstance(target, Achievement):
        return members_of(target.holder_id)
    return _address(target.user_id)


def _broker(introduction: Introduction) -> list[str]:
    return _address(introduction.broker_id)


def _address(user_id: int | None) -> list[str]:
    user = db.session.get(User, user_id) if user_id is not None else None
    return [user.email] if user else []


def _both(introduction: Introduction) -> list[str]:
    return [*_need(introduction), *_offer(introduction)]


def _silent(introduction: Introduction) -> list[str]:
    """Who has not answered."""
    need = _need(introduction) if introduction.need_agreed_at is None else []
    return need + (_offer(introduction) if introduction.offer_agreed_at is None else [])


def _all(introduction: Introduction) -> list[str]:
    return [*_both(introduction), *_broker(introduction)]


LETTERS: dict[type[DomainEvent], Letter] = {
    events.ConsentAsked: Letter(
        _both, _l("技术经纪人为你引荐了一个合作机会"), _l("请在期限内答复；谢绝也请给出理由。")
    ),
    events.ConsentDue: Letter(_silent, _l("请答复收到的引荐"), _l("答复期限快到了。")),
    events.SideAgreed: Letter(_broker, _l("引荐有一方同意了"), _l("还在等另一方答复。")),
    events.IntroductionEngaged: Letter(_all, _l("双方都同意对接"), _l("现在可以看到彼此的联系方式。")),
    events.IntroductionDeclined: Letter(_all, _l("引荐被谢绝"), _l("有一方谢绝了这次引荐。")),
    events.IntroductionExpired: Letter(_all, _l("引荐到期未答复"), _l("没有在期限内等到双方答复，引荐已结束。")),
}  # fmt: skip


def compose_introduction(event: events.IntroductionEvent) -> None:
    """In the site's first language: the reader's choice is not stored."""
    introduction, letter = db.session.get_one(Introduction, event.introduction_id), LETTERS[type(event)]
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template(
            "notifications/introduction.txt", introduction=introduction, words=letter.words
        )
        page = {"number": introduction.id}
        message = Message(str(letter.subject), text, "introductions.detail", page)
    tell(event, letter.recipients(introduction), message)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = tuple(
    (kind, compose_introduction) for kind in LETTERS
)

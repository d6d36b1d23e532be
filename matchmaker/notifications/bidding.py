"""Mails about bids: to the team, to a unit that is asked, and at the opening to sponsor and staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from matchmaker.bids import events
from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.queries import latest_receipt
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel.events import DomainEvent
from matchmaker.notifications.composers import members_of, staff
from matchmaker.notifications.telling import Message, kind_of, tell

SUBJECTS: dict[type[DomainEvent], Any] = {
    events.BidSubmitted: _l("投标已递交，回执在内"),
    events.BidWithdrawn: _l("投标已撤回"),
    events.BidLapsed: _l("投标已失效"),
    events.BidFoundEligible: _l("投标通过资格审查"),
    events.BidFoundIneligible: _l("投标没有通过资格审查"),
    events.BidAwarded: _l("你的团队已中榜"),
    events.BidNotAwarded: _l("揭榜结果：没有中榜"),
}


def compose_bid(event: events.BidEvent) -> None:
    """What happened to a bid, for every member of every unit in its team."""
    bid = db.session.get_one(Bid, event.bid_id)
    units = {bid.lead_id, *(one.organization_id for one in bid.partners)}
    _send(event, bid, units, SUBJECTS[type(event)], "bid", receipt=latest_receipt(bid))


def compose_invitation(event: events.MemberInvited) -> None:
    """A unit is asked into a team."""
    member = db.session.get_one(BidMember, event.member_id)
    _send(event, member.bid, {member.organization_id}, _l("邀请你的单位参加联合体揭榜"), "bid_invitation")


def _send(
    event: DomainEvent, bid: Bid, units: Iterable[int], subject: Any, template: str, **more: Any
) -> None:
    addresses = [address for unit in sorted(units) for address in members_of(unit)]
    page = ("bids.detail", bid.public_id)
    _tell(event, addresses, subject, template, page, bid=bid, kind=kind_of(event), **more)


def compose_opening(event: events.BidsOpened) -> None:
    """Sponsor and staff may read the bids now."""
    challenge = db.session.get_one(Challenge, event.challenge_id)
    addresses = [*members_of(challenge.sponsor_id), *staff(challenge)]
    page = ("bids.opened", challenge.public_id)
    _tell(event, addresses, _l("投标已开启"), "bids_opened", page, challenge=challenge)


def _tell(
    event: DomainEvent,
    addresses: Iterable[str],
    subject: Any,
    template: str,
    page: tuple[str, str],
    **values: Any,
) -> None:
    """In the site's first language: the reader's choice is not stored."""
    endpoint, public_id = page
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        text = render_template(f"notifications/{template}.txt", **values)
        message = Message(str(subject), text, endpoint, {"public_id": public_id})
    tell(event, addresses, message)


SUBSCRIPTIONS: tuple[tuple[type[DomainEvent], Callable[[Any], None]], ...] = (
    *((kind, compose_bid) for kind in SUBJECTS),
    (events.MemberInvited, compose_invitation),
    (events.BidsOpened, compose_opening),
)

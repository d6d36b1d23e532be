"""Who may do what with a direct answer. The two sides read it; staff see that it waits, not what it says."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.interests.models import Interest
from matchmaker.interests.vocabulary import READ_BY_RECIPIENT, InterestStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_signed_in, is_staff, is_system


class InterestPermission(StrEnum):
    ANSWER = "interest:answer"
    DESK = "interest:desk"  # which ones wait, and to urge the unit
    EDIT = "interest:edit"
    LAPSE = "interest:lapse"  # the item has gone
    READ = "interest:read"
    START = "interest:start"  # of an item
    WITHDRAW = "interest:withdraw"


def is_open(actor: Actor, item: Challenge | Achievement) -> bool:
    """In the open market; a challenge of a call takes sealed bids only, so that nobody is heard before the others."""
    if isinstance(item, Challenge):
        return item.status is ChallengeStatus.OPEN and item.call_id is None
    return item.status is AchievementStatus.LISTED


def is_not_ones_own(actor: Actor, item: Challenge | Achievement) -> bool:
    owner = item.sponsor_id if isinstance(item, Challenge) else item.holder_id
    return not actor.belongs_to(owner)


def is_sender(actor: Actor, interest: Interest) -> bool:
    """The writer, and the colleagues of his unit."""
    if actor.user_id is not None and actor.user_id == interest.sender_id:
        return True
    unit = interest.sender_organization_id
    return unit is not None and actor.belongs_to(unit)


def is_writer(actor: Actor, interest: Interest) -> bool:
    return actor.user_id is not None and actor.user_id == interest.sender_id


def is_recipient(actor: Actor, interest: Interest) -> bool:
    return actor.belongs_to(interest.recipient_id)


def was_sent(actor: Actor, interest: Interest) -> bool:
    return interest.status in READ_BY_RECIPIENT


def is_draft(actor: Actor, interest: Interest) -> bool:
    return interest.status is InterestStatus.DRAFT


P = InterestPermission
POLICY = Policy(
    "interest",
    {
        P.ANSWER: [[is_recipient]],
        P.DESK: [[is_staff]],
        P.EDIT: [[is_writer, is_draft]],
        P.LAPSE: [[is_system]],
        P.READ: [[is_sender], [is_recipient, was_sent]],
        P.START: [[is_signed_in, is_open, is_not_ones_own]],
        P.WITHDRAW: [[is_sender]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`interest:read` as a condition of a query."""
    if actor.user_id is None:
        return false()
    sides: list[ColumnElement[bool]] = [Interest.sender_id == actor.user_id]
    if actor.organization_id is not None:
        sides.append(Interest.sender_organization_id == actor.organization_id)
        received = Interest.recipient_id == actor.organization_id
        sides.append(and_(received, Interest.status.in_(READ_BY_RECIPIENT)))
    return or_(*sides)

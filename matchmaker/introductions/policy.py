"""Who may do what with a pair. Brokers and staff curate it; the two sides see it once they are asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.experts.models import Expert
from matchmaker.introductions.models import Introduction
from matchmaker.introductions.vocabulary import AGREED, SHOWN_TO_PARTIES, Party
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, Predicate, is_staff, is_system
from matchmaker.kernel.roles import Role


class IntroductionPermission(StrEnum):
    ANSWER = "introduction:answer"  # for one's own side
    CURATE = "introduction:curate"  # shortlist, dismiss, introduce, convert
    DESK = "introduction:desk"  # the queue, and beginning a pair
    ENGAGE = "introduction:engage"  # follows from the second consent
    EXPIRE = "introduction:expire"
    READ = "introduction:read"
    READ_CONTACTS = "introduction:read_contacts"
    READ_NOTES = "introduction:read_notes"


def party_of(actor: Actor, introduction: Introduction) -> Party | None:
    """The side this reader speaks for; an expert speaks for himself."""
    if actor.belongs_to(introduction.challenge.sponsor_id):
        return Party.NEED
    target = introduction.target
    if isinstance(target, Achievement):
        return Party.OFFER if actor.belongs_to(target.holder_id) else None
    is_expert = actor.user_id is not None and actor.user_id == target.user_id
    return Party.OFFER if is_expert else None


def is_broker(actor: Actor, subject: Any) -> bool:
    return actor.user_id is not None and actor.has_role(Role.BROKER)


def is_party(actor: Actor, introduction: Introduction) -> bool:
    return party_of(actor, introduction) is not None


def is_no_party(actor: Actor, introduction: Introduction) -> bool:
    """Nobody is a broker in his own matter."""
    return not is_party(actor, introduction)


def is_shown(actor: Actor, introduction: Introduction) -> bool:
    return introduction.status in SHOWN_TO_PARTIES


def have_agreed(actor: Actor, introduction: Introduction) -> bool:
    return introduction.status in AGREED


P = IntroductionPermission
CURATORS: list[list[Predicate]] = [[is_broker, is_no_party], [is_staff]]
POLICY = Policy(
    "introduction",
    {
        P.ANSWER: [[is_party]],
        P.CURATE: CURATORS,
        P.DESK: [[is_broker], [is_staff]],
        P.ENGAGE: [[is_system]],
        P.EXPIRE: [[is_system]],
        P.READ: [*CURATORS, [is_party, is_shown]],
        P.READ_CONTACTS: [[*clause, have_agreed] for clause in (*CURATORS, [is_party])],
        P.READ_NOTES: CURATORS,
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`introduction:read` as a condition of a query."""
    if actor.is_staff:
        return true()
    own = _is_own(actor)
    as_party = and_(own, Introduction.status.in_(SHOWN_TO_PARTIES))
    return or_(as_party, ~own) if is_broker(actor, None) else as_party


def _is_own(actor: Actor) -> ColumnElement[bool]:
    """Never null, so that it may be negated."""
    sides: list[ColumnElement[bool]] = [false()]
    if actor.organization_id is not None:
        needs = select(Challenge.id).where(Challenge.sponsor_id == actor.organization_id)
        offers = select(Achievement.id).where(Achievement.holder_id == actor.organization_id)
        sides.append(Introduction.challenge_id.in_(needs))
        sides.append(and_(Introduction.achievement_id.is_not(None), Introduction.achievement_id.in_(offers)))
    if actor.user_id is not None:
        own = select(Expert.id).where(Expert.user_id == actor.user_id)
        sides.append(and_(Introduction.expert_id.is_not(None), Introduction.expert_id.in_(own)))
    return or_(*sides)

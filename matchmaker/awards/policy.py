"""Who may do what with an award and an objection."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, or_, true

from matchmaker.awards.models import Award, Objection
from matchmaker.awards.vocabulary import SHOWN, AwardStatus
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.models import Evaluation
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system


class AwardPermission(StrEnum):
    CONFIRM = "award:confirm"  # the clock, after the notice
    OBJECT = "award:object"
    PROPOSE = "award:propose"  # of an evaluation
    PUBLISH = "award:publish"
    READ = "award:read"
    REVOKE = "award:revoke"
    WITHDRAW = "award:withdraw"


class ObjectionPermission(StrEnum):
    DECIDE = "objection:decide"
    READ = "objection:read"
    TAKE_BACK = "objection:take-back"


def is_shown(actor: Actor, award: Award) -> bool:
    return award.status in SHOWN


def is_sponsor(actor: Actor, award: Award) -> bool:
    return actor.belongs_to(award.challenge.sponsor_id)


def is_a_person(actor: Actor, award: Award) -> bool:
    """An objection has somebody who files it, so an account; the platform itself objects to nothing."""
    return actor.user_id is not None


def is_on_notice(actor: Actor, award: Award) -> bool:
    return award.status in (AwardStatus.ON_NOTICE, AwardStatus.SUSPENDED)


def posted_challenge(actor: Actor, evaluation: Evaluation) -> bool:
    return actor.belongs_to(evaluation.challenge.sponsor_id)


P = AwardPermission
POLICY = Policy(
    "award",
    {
        P.CONFIRM: [[is_system]],
        P.OBJECT: [[is_a_person, is_on_notice]],
        P.PROPOSE: [[posted_challenge]],
        P.PUBLISH: [[is_staff]],
        P.READ: [[is_shown], [is_sponsor], [is_staff]],
        P.REVOKE: [[is_staff]],
        P.WITHDRAW: [[is_sponsor]],
    },
)


def filed_it(actor: Actor, objection: Objection) -> bool:
    return actor.user_id is not None and actor.user_id == objection.filed_by_id


B = ObjectionPermission
OBJECTION_POLICY = Policy(
    "objection",
    {B.DECIDE: [[is_staff]], B.READ: [[filed_it], [is_staff]], B.TAKE_BACK: [[filed_it]]},
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`award:read` as a condition of a query that joins `Challenge`."""
    if actor.is_staff:
        return true()
    shown = Award.status.in_(SHOWN)
    if actor.organization_id is None:
        return shown
    return or_(shown, Challenge.sponsor_id == actor.organization_id)

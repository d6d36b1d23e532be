"""Who may do what with a challenge."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, true

from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_signed_in, is_staff, is_system


class ChallengePermission(StrEnum):
    ADMINISTER_OUTCOME = "challenge:administer-outcome"  # what the award decides, nobody by hand
    AMEND = "challenge:amend"  # deadline, contact and files while it is open
    ASSESS = "challenge:assess"
    CLOSE = "challenge:close"
    CREATE = "challenge:create"
    DECLARE_UNSUCCESSFUL = "challenge:declare-unsuccessful"
    DELETE_DRAFT = "challenge:delete-draft"
    EDIT = "challenge:edit"
    ENTER_CALL = "challenge:enter-call"
    EVALUATE = "challenge:evaluate"
    PUBLISH = "challenge:publish"
    READ = "challenge:read"
    READ_NDA = "challenge:read-nda"  # closed layer; until non-disclosure can be signed: sponsor and staff
    READ_REGISTERED = "challenge:read-registered"
    READ_TRAIL = "challenge:read-trail"
    REJECT = "challenge:reject"
    RENEW = "challenge:renew"
    REOPEN = "challenge:reopen"
    RETURN = "challenge:return"
    SCREEN = "challenge:screen"  # the desk
    SUBMIT = "challenge:submit"
    WITHDRAW = "challenge:withdraw"


def is_published(actor: Actor, challenge: Challenge) -> bool:
    return challenge.status in PUBLISHED


def is_sponsor(actor: Actor, challenge: Challenge) -> bool:
    """Any member of the organization that posts the need."""
    return actor.belongs_to(challenge.sponsor_id)


def was_submitted(actor: Actor, challenge: Challenge) -> bool:
    """Staff see what was handed to them once, not what is still being written."""
    return challenge.submitted_at is not None


def was_never_submitted(actor: Actor, challenge: Challenge) -> bool:
    return challenge.submitted_at is None


def has_organization(actor: Actor, challenge: Challenge | None) -> bool:
    return not actor.is_anonymous and actor.organization_id is not None


def is_draft(actor: Actor, challenge: Challenge) -> bool:
    return challenge.status is ChallengeStatus.DRAFT


def is_open(actor: Actor, challenge: Challenge) -> bool:
    return challenge.status is ChallengeStatus.OPEN


P = ChallengePermission
POLICY = Policy(
    "challenge",
    {
        P.ADMINISTER_OUTCOME: [[is_system]],
        P.AMEND: [[is_sponsor, is_open], [is_staff, is_open]],
        P.ASSESS: [[is_staff]],
        P.CLOSE: [[is_staff], [is_sponsor]],
        P.CREATE: [[has_organization]],
        P.DECLARE_UNSUCCESSFUL: [[is_sponsor], [is_staff]],
        P.DELETE_DRAFT: [[is_sponsor, is_draft, was_never_submitted]],
        P.EDIT: [[is_sponsor, is_draft], [is_staff, is_open]],
        P.ENTER_CALL: [[is_sponsor, is_draft]],
        P.EVALUATE: [[is_staff]],
        P.PUBLISH: [[is_staff]],
        P.READ: [[is_published], [is_sponsor], [is_staff, was_submitted], [is_system]],
        P.READ_NDA: [[is_sponsor], [is_staff, was_submitted], [is_system]],
        P.READ_REGISTERED: [
            [is_signed_in, is_published],
            [is_sponsor],
            [is_staff, was_submitted],
            [is_system],
        ],
        P.READ_TRAIL: [[is_sponsor], [is_staff, was_submitted]],
        P.REJECT: [[is_staff]],
        P.RENEW: [[is_sponsor, is_open], [is_staff, is_open]],
        P.REOPEN: [[is_staff]],
        P.RETURN: [[is_staff]],
        P.SCREEN: [[is_staff]],
        P.SUBMIT: [[is_sponsor]],
        P.WITHDRAW: [[is_sponsor]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`READ` as a condition of a query."""
    if actor.is_system:
        return true()
    own = Challenge.sponsor_id == actor.organization_id if actor.organization_id is not None else false()
    submitted = Challenge.submitted_at.is_not(None) if actor.is_staff else false()
    return or_(Challenge.status.in_(PUBLISHED), own, submitted)

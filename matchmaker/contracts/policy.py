"""Who may do what with a contract, a milestone and a payment. Only the two sides and staff read them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, true

from matchmaker.challenges.models import Challenge
from matchmaker.contracts.models import Amendment, Contract, Milestone, Settlement
from matchmaker.contracts.vocabulary import ContractStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.policy import Policy, is_staff, is_system


class ContractPermission(StrEnum):
    AMEND = "contract:amend"
    ACTIVATE = "contract:activate"  # follows from the second signature
    COMPLETE = "contract:complete"
    DESK = "contract:desk"
    EDIT = "contract:edit"
    MEASURE = "contract:measure"
    READ = "contract:read"
    REGISTER = "contract:register"  # number of the registration office
    SIGN = "contract:sign"
    TERMINATE = "contract:terminate"


class MilestonePermission(StrEnum):
    CANCEL = "milestone:cancel"
    CHECK = "milestone:check"
    DELIVER = "milestone:deliver"
    READ = "milestone:read"


class RacePermission(StrEnum):
    DECIDE = "race:decide"  # of a challenge
    READ = "race:read"


class AmendmentPermission(StrEnum):
    ANSWER = "amendment:answer"
    LAPSE = "amendment:lapse"  # its contract has ended
    READ = "amendment:read"
    WITHDRAW = "amendment:withdraw"


class SettlementPermission(StrEnum):
    INVOICE = "settlement:invoice"
    PAY = "settlement:pay"
    WAIVE = "settlement:waive"


def is_sponsor(actor: Actor, contract: Contract) -> bool:
    return actor.belongs_to(contract.sponsor_id)


def is_contractor(actor: Actor, contract: Contract) -> bool:
    return actor.belongs_to(contract.contractor_id)


def is_drafting(actor: Actor, contract: Contract) -> bool:
    return contract.status is ContractStatus.DRAFTING


def is_active(actor: Actor, contract: Contract) -> bool:
    return contract.status is ContractStatus.ACTIVE


def is_signed(actor: Actor, contract: Contract) -> bool:
    return contract.status in (ContractStatus.ACTIVE, ContractStatus.COMPLETED)


def has_not_signed(actor: Actor, contract: Contract) -> bool:
    return not any(actor.belongs_to(one.organization_id) for one in contract.signatures)


P = ContractPermission
POLICY = Policy(
    "contract",
    {
        P.ACTIVATE: [[is_system]],
        P.AMEND: [[is_sponsor, is_active], [is_contractor, is_active]],
        P.COMPLETE: [[is_sponsor]],
        P.DESK: [[is_staff]],
        P.EDIT: [[is_sponsor, is_drafting], [is_contractor, is_drafting]],
        P.MEASURE: [[is_sponsor, is_active]],
        P.READ: [[is_sponsor], [is_contractor], [is_staff]],
        P.REGISTER: [[is_contractor, is_signed], [is_staff, is_signed]],
        P.SIGN: [[is_sponsor, has_not_signed], [is_contractor, has_not_signed]],
        P.TERMINATE: [[is_staff]],
    },
)


def pays(actor: Actor, milestone: Milestone) -> bool:
    return is_sponsor(actor, milestone.contract)


def works(actor: Actor, milestone: Milestone) -> bool:
    return is_contractor(actor, milestone.contract)


def runs(actor: Actor, milestone: Milestone) -> bool:
    return milestone.contract.status is ContractStatus.ACTIVE


M = MilestonePermission
MILESTONE_POLICY = Policy(
    "milestone",
    {
        M.CANCEL: [[is_system]],
        M.CHECK: [[pays, runs]],
        M.DELIVER: [[works, runs]],
        M.READ: [[pays], [works], [is_staff]],
    },
)


def owes(actor: Actor, settlement: Settlement) -> bool:
    return is_sponsor(actor, settlement.milestone.contract)


def earns(actor: Actor, settlement: Settlement) -> bool:
    return is_contractor(actor, settlement.milestone.contract)


S = SettlementPermission
SETTLEMENT_POLICY = Policy("settlement", {S.INVOICE: [[earns]], S.PAY: [[owes]], S.WAIVE: [[earns]]})


def posted_it(actor: Actor, challenge: Challenge) -> bool:
    return actor.belongs_to(challenge.sponsor_id)


R = RacePermission
RACE_POLICY = Policy("race", {R.DECIDE: [[posted_it]], R.READ: [[posted_it], [is_staff]]})


def asked_for_it(actor: Actor, amendment: Amendment) -> bool:
    return actor.belongs_to(amendment.requested_by_id)


def is_asked(actor: Actor, amendment: Amendment) -> bool:
    """The other side."""
    contract = amendment.contract
    is_party = is_sponsor(actor, contract) or is_contractor(actor, contract)
    return is_party and not asked_for_it(actor, amendment)


A = AmendmentPermission
AMENDMENT_POLICY = Policy(
    "amendment",
    {
        A.ANSWER: [[is_asked]],
        A.LAPSE: [[is_system]],
        A.READ: [[asked_for_it], [is_asked], [is_staff]],
        A.WITHDRAW: [[asked_for_it]],
    },
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`contract:read` as a condition of a query."""
    if actor.is_staff:
        return true()
    if actor.organization_id is None:
        return false()
    return or_(Contract.sponsor_id == actor.organization_id, Contract.contractor_id == actor.organization_id)

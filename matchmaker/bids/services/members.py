"""The consortium: units are asked, say yes or no, and are let go."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.bids.eligibility import unit_problem
from matchmaker.bids.events import MemberInvited
from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.policy import IN_TEAM, POLICY, BidPermission
from matchmaker.bids.reading import draft_of
from matchmaker.bids.services.drafting import already_in_a_team, store_draft
from matchmaker.bids.vocabulary import DIVISION_LIMIT, MOST_MEMBERS, MemberAnswer
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.events import publish
from matchmaker.organizations.models import Organization, OrganizationStatus


def invite_member(actor: Actor, bid: Bid, credit_code: str, division: str) -> BidMember:
    """Ask a verified unit into the team, with its part of the work; asking again changes that part and asks anew."""
    POLICY.require(actor, BidPermission.EDIT, bid)
    unit = _unit(bid, credit_code)
    _check_division(division)
    member = next((one for one in bid.members if one.organization_id == unit.id), None)
    if member is None:
        if len(bid.partners) >= MOST_MEMBERS:
            raise GuardFailed(errors={"credit_code": _("联合体最多 %(n)s 家参加单位。", n=MOST_MEMBERS)})
        member = BidMember(challenge_id=bid.challenge_id, organization=unit)
        bid.members.append(member)
    member.answer, member.answered_at, member.answered_by_id = MemberAnswer.INVITED, None, None
    _set_division(bid, unit.id, division.strip())
    db.session.flush()
    audit.record("bid", bid.id, "invite", actor, details={"organization": unit.id})
    publish(MemberInvited(member.id))
    return member


def _unit(bid: Bid, credit_code: str) -> Organization:
    code = credit_code.strip().upper()
    unit = db.session.scalar(select(Organization).where(Organization.credit_code == code)) if code else None
    if unit is None or unit.status is not OrganizationStatus.VERIFIED:
        words = _("没有找到这个代码的已核验单位。请对方先在平台登记并通过核验，再邀请。")
        raise GuardFailed(errors={"credit_code": words})
    if unit.id == bid.lead_id:
        raise GuardFailed(errors={"credit_code": _("你的单位是牵头单位，不用再邀请。")})
    if sentence := unit_problem(bid.challenge, unit):
        raise GuardFailed(errors={"credit_code": sentence})
    return unit


def _check_division(division: str) -> None:
    if not division.strip():
        raise GuardFailed(errors={"division": _("请写明这家单位的分工。")})
    if len(division) > DIVISION_LIMIT:
        words = _("最多 %(limit)s 字，现在 %(length)s 字。", limit=DIVISION_LIMIT, length=len(division))
        raise GuardFailed(errors={"division": words})


def _set_division(bid: Bid, organization_id: int, division: str | None) -> None:
    content = draft_of(bid)
    divisions = {key: text for key, text in content.divisions.items() if key != str(organization_id)}
    if division is not None:
        divisions[str(organization_id)] = division
    store_draft(bid, replace(content, divisions=divisions))


def answer_invitation(actor: Actor, bid: Bid, *, accepts: bool) -> None:
    """A member of the asked unit says yes or no for it."""
    POLICY.require(actor, BidPermission.ANSWER_INVITATION, bid)
    member = next(one for one in bid.members if actor.belongs_to(one.organization_id))
    if accepts and (sentence := unit_problem(bid.challenge, member.organization)):
        raise GuardFailed(sentence)
    try:
        with db.session.begin_nested():
            member.answer = MemberAnswer.CONFIRMED if accepts else MemberAnswer.DECLINED
            member.answered_at, member.answered_by_id = clock.now(), actor.user_id
    except IntegrityError as error:
        raise already_in_a_team(member.organization) from error
    action = "confirm_membership" if accepts else "decline_membership"
    audit.record("bid", bid.id, action, actor, details={"organization": member.organization_id})


def remove_member(actor: Actor, bid: Bid, member_id: int) -> None:
    """Let a unit go; its part of the work leaves the bid."""
    POLICY.require(actor, BidPermission.EDIT, bid)
    member = next((one for one in bid.partners if one.id == member_id), None)
    if member is None:
        raise IllegalTransition(workflow="bid", action="remove_member", status=str(bid.status))
    bid.members.remove(member)
    _set_division(bid, member.organization_id, None)
    audit.record("bid", bid.id, "remove_member", actor, details={"organization": member.organization_id})


def dissolve_team(bid: Bid) -> None:
    """The bid has ended without being judged: its units may join another team."""
    for one in bid.members:
        if one.answer in IN_TEAM:
            one.answer = MemberAnswer.RELEASED

"""Why an expert may not judge these bids: computed from employers, memberships, joint works and earlier awards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaker.achievements.models import Achievement
from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid, BidMember
from matchmaker.bids.reading import handed_in_bytes
from matchmaker.bids.vocabulary import BidStatus, MemberAnswer
from matchmaker.challenges.models import Challenge
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.organizations.models import Membership, Organization


@dataclass(frozen=True)
class Parties:
    """Everybody an expert must be independent of."""

    units: Mapping[int, str]  # number → name
    people: frozenset[str]  # named in the teams of the bids


@dataclass(frozen=True)
class Conflict:
    """One reason for recusal: its kind and its sentence, for staff."""

    kind: str  # employer | membership | joint_work | earlier_award
    words: str


def parties_of(challenge: Challenge, bids: Sequence[Bid]) -> Parties:
    """The sponsor and all units and people of the opened bids."""
    units = {challenge.sponsor_id: challenge.sponsor.name}
    people: set[str] = set()
    for bid in bids:
        units |= {one.organization_id: one.organization.name for one in bid.members if one.answer in _IN}
        people |= {one.name for one in BidContent.from_bytes(handed_in_bytes(bid)).team}
    return Parties(units, frozenset(people))


_IN = (MemberAnswer.CONFIRMED,)


def conflicts(experts: Sequence[Expert], parties: Parties) -> dict[int, list[Conflict]]:
    """Expert → reasons; those without any are left out. The number of statements does not grow with the experts."""
    found: dict[int, list[Conflict]] = {}
    homes = _memberships(experts)
    works = _joint_works(parties)
    awards = _earlier_partners(parties)
    for expert in experts:
        reasons = [*_employer(expert, parties), *_membership(expert, homes, parties)]
        reasons += [*_joint(expert, works, parties), *_award(expert, homes, awards)]
        if reasons:
            found[expert.id] = reasons
    return found


def _key(name: str) -> str:
    return re.sub(r"[\s（）()]|示例", "", name).lower()


def _employer(expert: Expert, parties: Parties) -> Iterable[Conflict]:
    if (name := parties.units.get(expert.organization_id or 0)) is not None:
        yield Conflict("employer", _("任职于%(name)s", name=name))
    elif expert.employer_name and _key(expert.employer_name) in {_key(n) for n in parties.units.values()}:
        yield Conflict("employer", _("任职于%(name)s", name=expert.employer_name))


def _memberships(experts: Sequence[Expert]) -> dict[int, int]:
    """Account → the organization it acts for."""
    users = [expert.user_id for expert in experts if expert.user_id]
    query = select(Membership.user_id, Membership.organization_id).where(Membership.user_id.in_(users))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _membership(expert: Expert, homes: Mapping[int, int], parties: Parties) -> Iterable[Conflict]:
    home = homes.get(expert.user_id or 0)
    name = parties.units.get(home or 0)
    if name is not None and home != expert.organization_id:
        yield Conflict("membership", _("账号属于%(name)s", name=name))


def _joint_works(parties: Parties) -> list[tuple[str, int, set[str]]]:
    """Title, holder and authors of every work of a party or of somebody named in a team; one statement."""
    query = select(Achievement.title, Achievement.holder_id, Achievement.team)
    found = []
    for title, holder_id, team in db.session.execute(query):
        authors = {str(row.get("name")) for row in team or ()}
        if authors and (holder_id in parties.units or authors & parties.people):
            found.append((title, holder_id, authors))
    return found


def _joint(
    expert: Expert, works: Sequence[tuple[str, int, set[str]]], parties: Parties
) -> Iterable[Conflict]:
    for title, _holder_id, authors in works:
        if expert.name in authors and expert.name not in parties.people:
            yield Conflict("joint_work", _("与有关方面共同完成“%(title)s”", title=title))
            return
    if expert.name in parties.people:
        yield Conflict("joint_work", _("列在投标的研究团队里"))


def _earlier_partners(parties: Parties) -> dict[int, str]:
    """Units that won a challenge of a party, or won together with one, and the name of that party."""
    won = (Bid.status == BidStatus.AWARDED, BidMember.answer == MemberAnswer.CONFIRMED)
    query = (
        select(Bid.id, BidMember.organization_id, Challenge.sponsor_id)
        .join(BidMember.bid)
        .join(Bid.challenge)
    )
    teams: dict[int, set[int]] = {}
    for bid, unit, sponsor in db.session.execute(query.where(*won)):
        teams.setdefault(bid, {sponsor}).add(unit)
    return {
        unit: next(parties.units[one] for one in team if one in parties.units)
        for team in teams.values()
        if team & set(parties.units)
        for unit in team - set(parties.units)
    }


def _award(expert: Expert, homes: Mapping[int, int], awards: Mapping[int, str]) -> Iterable[Conflict]:
    for home in {expert.organization_id, homes.get(expert.user_id or 0)} & set(awards):
        if home is not None:
            yield Conflict("earlier_award", _("所在单位与%(name)s有中榜项目", name=awards[home]))


def unit_names(challenge: Challenge, bids: Sequence[Bid]) -> list[str]:
    """The units an expert declares to be independent of, the sponsor first."""
    names = [challenge.sponsor.name]
    for bid in bids:
        for one in bid.members:
            organization: Organization = one.organization
            if one.answer in _IN and organization.name not in names:
                names.append(organization.name)
    return names

"""Read models: the pairs on the desk, a party's own introductions, and contacts once both sides have agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.extensions import db
from matchmaker.introductions.models import Introduction, IntroductionNote
from matchmaker.introductions.policy import POLICY, IntroductionPermission, visible_to
from matchmaker.introductions.vocabulary import SHOWN_TO_PARTIES, IntroductionStatus
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.matching.models import Match, TargetKind
from matchmaker.matching.queries import visible
from matchmaker.matching.sides import NEED
from matchmaker.organizations.models import Organization
from matchmaker.search.documents import get_document

P = IntroductionPermission


def scope_of_desk(actor: Actor) -> ColumnElement[bool]:
    """Which suggested pairs are this broker's: all of them. His fields and assignments come in here."""
    return true()


def open_pairs(actor: Actor) -> Select[tuple[Match]]:
    """Suggestions nobody has decided about, best first. The sides are read with the reader's own rights later."""
    POLICY.require(actor, P.DESK)
    decided = (
        select(Introduction.id)
        .where(
            Introduction.challenge_id == Match.challenge_id,
            Introduction.status != IntroductionStatus.SUGGESTED,
            _is_target_of_match(),
        )
        .exists()
    )
    worth = Match.score >= int(current_app.config["MATCH_THRESHOLD"])
    order = (Match.score.desc(), Match.id)
    return select(Match).where(worth, ~decided, scope_of_desk(actor)).order_by(*order)


@dataclass(frozen=True)
class DeskRow:
    """A suggestion with the titles of both sides."""

    match: Match
    need: str
    offer: str


def desk_rows(actor: Actor, matches: Sequence[Match]) -> list[DeskRow]:
    """Pairs whose both sides this reader may see; one query for each kind, however many."""
    wanted: dict[str, set[int]] = {}
    for match in matches:
        wanted.setdefault(NEED, set()).add(match.challenge_id)
        wanted.setdefault(match.target_kind.value, set()).add(match.target_id)
    titles: dict[tuple[str, int], str] = {}
    for kind, ids in wanted.items():
        document = get_document(kind)
        titles |= {(kind, n): document.title(one) for n, one in visible(actor, kind, sorted(ids)).items()}
    pairs = [((NEED, one.challenge_id), (one.target_kind.value, one.target_id), one) for one in matches]
    return [
        DeskRow(one, titles[need], titles[offer])
        for need, offer, one in pairs
        if need in titles and offer in titles
    ]


def _is_target_of_match() -> ColumnElement[bool]:
    same_achievement = Introduction.achievement_id == Match.target_id
    return or_(
        and_(Match.target_kind == TargetKind.ACHIEVEMENT, same_achievement),
        and_(Match.target_kind == TargetKind.EXPERT, Introduction.expert_id == Match.target_id),
    )


def find_pair(challenge_id: int, kind: TargetKind, target_id: int) -> Introduction | None:
    """What is recorded about a pair; for services, without any look at rights."""
    column = Introduction.achievement_id if kind is TargetKind.ACHIEVEMENT else Introduction.expert_id
    pair = (Introduction.challenge_id == challenge_id, column == target_id)
    return db.session.scalar(select(Introduction).where(*pair))


def load_introduction(actor: Actor, introduction_id: int) -> Introduction:
    """Raises `NotFound` unless this reader may know of it."""
    found = db.session.scalar(
        select(Introduction).where(Introduction.id == introduction_id, visible_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def introductions_of(actor: Actor) -> Select[tuple[Introduction]]:
    """What both sides were asked about and this reader may see, newest first."""
    shown = Introduction.status.in_(SHOWN_TO_PARTIES)
    order = (Introduction.introduced_at.desc(), Introduction.id.desc())
    return select(Introduction).where(shown, visible_to(actor)).order_by(*order)


def notes_of(actor: Actor, introduction: Introduction) -> list[IntroductionNote]:
    """Oldest first; for brokers and staff."""
    POLICY.require(actor, P.READ_NOTES, introduction)
    own = IntroductionNote.introduction_id == introduction.id
    return list(db.session.scalars(select(IntroductionNote).where(own).order_by(IntroductionNote.id)))


@dataclass(frozen=True)
class Contact:
    """Whom to call."""

    name: str
    phone: str
    email: str


def contacts_of(actor: Actor, introduction: Introduction) -> tuple[Contact, Contact]:
    """Of the need's and of the offer's side. Raises `PermissionDenied` until both have agreed."""
    POLICY.require(actor, P.READ_CONTACTS, introduction)
    target = introduction.target
    if isinstance(target, Achievement):
        return _unit(introduction.challenge.sponsor), _unit(target.holder)
    user = db.session.get(User, target.user_id) if target.user_id is not None else None
    expert = Contact(target.name, "", user.email if user else "")
    return _unit(introduction.challenge.sponsor), expert


def _unit(unit: Organization) -> Contact:
    return Contact(unit.contact_name or unit.name, unit.contact_phone, unit.contact_email)

"""Read models: notices for everybody, one award, objections for the sub-centre and whoever filed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from matchmaker.awards.models import Award, Objection
from matchmaker.awards.policy import visible_to
from matchmaker.awards.vocabulary import LIVE, SHOWN, AwardStatus, ObjectionStatus
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate


def _visible(actor: Actor) -> Select[Any]:
    query = select(Award).join(Award.challenge).options(contains_eager(Award.challenge))
    return query.where(visible_to(actor))


def get(actor: Actor, public_id: str) -> Award:
    """One award with its objections. Raises `NotFound` when the actor may not know of it."""
    query = _visible(actor).where(Award.public_id == public_id).options(selectinload(Award.objections))
    found: Award | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def notices(actor: Actor, page: int = 1) -> Page:
    """What is or was on notice, one row a notice: the running ones by their last day, then the rest, newest first."""
    is_running = case((Award.status.in_((AwardStatus.ON_NOTICE, AwardStatus.SUSPENDED)), 0), else_=1)
    first = aliased(Award)
    same = (first.challenge_id == Award.challenge_id, first.notice_starts_on == Award.notice_starts_on)
    is_listed_there = exists().where(*same, first.status.in_(SHOWN), first.slot < Award.slot)
    query = _visible(actor).where(Award.status.in_(SHOWN), ~is_listed_there)
    return paginate(query.order_by(is_running, Award.notice_ends_on.desc(), Award.id.desc()), page)


def live_of(actor: Actor, challenge: Challenge) -> list[Award]:
    """The awards that stand for a challenge, by their slots, as far as this actor may know."""
    query = _visible(actor).where(Award.challenge_id == challenge.id, Award.status.in_(LIVE))
    return list(db.session.scalars(query.order_by(Award.slot)))


def beside(actor: Actor, awards: Sequence[Award]) -> dict[int, list[Award]]:
    """Award id → all teams of its notice by their slots, itself too: one statement for a page of notices."""
    numbers = {one.challenge_id for one in awards}
    query = _visible(actor).where(Award.challenge_id.in_(numbers), Award.status.in_(LIVE))
    found = list(db.session.scalars(query.order_by(Award.slot)))
    return {
        one.id: [each for each in found if _is_same_notice(each, one)]
        if one.status in LIVE
        else [one]  # revoked: on its own
        for one in awards
    }


def _is_same_notice(one: Award, other: Award) -> bool:
    return one.challenge_id == other.challenge_id and one.notice_starts_on == other.notice_starts_on


def vacancies_of(challenge: Challenge) -> int:
    """Places that fell free and wait for the sponsor: filled from the ranking, or given up."""
    kept = (Award.challenge_id == challenge.id, Award.is_vacant)
    return db.session.scalar(select(func.count()).select_from(Award).where(*kept)) or 0


def objection(actor: Actor, public_id: str) -> Objection:
    """One objection for whoever filed it and for staff; else `NotFound`."""
    found = db.session.scalar(select(Objection).where(Objection.public_id == public_id))
    if found is None or not (actor.is_staff or actor.user_id == found.filed_by_id):
        raise NotFound
    return found


def waiting_objections(page: int = 1) -> Page:
    """For staff: the longest waiting first, then the decided ones, newest first."""
    is_waiting = Objection.status == ObjectionStatus.RECEIVED
    order = (case((is_waiting, 0), else_=1), case((is_waiting, Objection.id)), Objection.id.desc())
    return paginate(select(Objection).order_by(*order), page)


def own_objections(actor: Actor, award: Award) -> list[Objection]:
    """What the acting person has filed against this award; staff see all."""
    return [one for one in award.objections if actor.is_staff or actor.user_id == one.filed_by_id]


def waiting_count() -> int:
    """Objections that wait for a decision."""
    waiting = Objection.status == ObjectionStatus.RECEIVED
    return db.session.scalar(select(func.count()).select_from(Objection).where(waiting)) or 0

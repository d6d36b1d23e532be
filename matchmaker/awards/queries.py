"""Read models: notices for everybody, one award, objections for the sub-centre and whoever filed them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, selectinload

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
    """What is or was on notice: the running ones by their last day, then the rest, newest first."""
    is_running = case((Award.status.in_((AwardStatus.ON_NOTICE, AwardStatus.SUSPENDED)), 0), else_=1)
    query = _visible(actor).where(Award.status.in_(SHOWN))
    return paginate(query.order_by(is_running, Award.notice_ends_on.desc(), Award.id.desc()), page)


def live_of(actor: Actor, challenge: Challenge) -> Award | None:
    """The award that stands for a challenge, as far as this actor may know."""
    query = _visible(actor).where(Award.challenge_id == challenge.id, Award.status.in_(LIVE))
    found: Award | None = db.session.scalar(query)
    return found


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

"""Read models: assessments of a need, opinions of an expert, needs on notice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from matchmaker.assessments.models import Assessment, Opinion
from matchmaker.assessments.vocabulary import AssessmentStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate


def latest_of(challenge: Challenge) -> Assessment | None:
    """The assessment that counts, or the last one."""
    query = select(Assessment).where(Assessment.challenge_id == challenge.id)
    return db.session.scalar(
        query.options(selectinload(Assessment.opinions)).order_by(Assessment.id.desc()).limit(1)
    )


def opinion(actor: Actor, number: int) -> Opinion:
    """One opinion for its expert or staff; else `NotFound`."""
    found = db.session.get(Opinion, number)
    if found is None or not (actor.is_staff or actor.user_id == found.expert.user_id):
        raise NotFound
    return found


def opinions_of(actor: Actor) -> list[Opinion]:
    """What the acting expert was asked, newest first."""
    query = select(Opinion).join(Opinion.expert).options(contains_eager(Opinion.expert))
    query = query.where(Expert.user_id == actor.user_id).order_by(Opinion.id.desc()).limit(100)
    return list(db.session.scalars(query)) if actor.user_id is not None else []


def notices(page: int = 1) -> Page:
    """Needs on notice, the nearest last day first; for everybody, who sees only what is public of them."""
    query = select(Challenge).where(Challenge.status == ChallengeStatus.ON_NOTICE)
    return paginate(query.order_by(Challenge.need_notice_ends_on, Challenge.id), page)


def on_notice(public_id: str) -> tuple[Challenge, Assessment]:
    """A need on notice with its approved assessment; else `NotFound`."""
    query = select(Challenge).where(
        Challenge.public_id == public_id, Challenge.status == ChallengeStatus.ON_NOTICE
    )
    challenge = db.session.scalar(query)
    assessment = latest_of(challenge) if challenge is not None else None
    if challenge is None or assessment is None or assessment.status is not AssessmentStatus.APPROVED:
        raise NotFound
    return challenge, assessment

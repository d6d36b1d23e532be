"""What the front page shows, in a constant number of queries. Only what is public, whoever reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import selectinload

from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.home import chain
from matchmaker.kernel import clock
from matchmaker.kernel.layers import Layer

SHOWN_NEEDS, SHOWN_ACHIEVEMENTS = 4, 5


@dataclass(frozen=True)
class Figures:
    """Counts of now; ``bounty`` is the sum offered for open needs, in 分."""

    open_needs: int
    bounty: int
    achievements: int
    experts: int


@dataclass(frozen=True)
class FrontPage:
    """Everything the page reads from the database."""

    figures: Figures
    needs: Sequence[Challenge]
    achievements: Sequence[Achievement]
    nodes: list[chain.Node]


def front_page() -> FrontPage:
    """Figures, needs by deadline, newest achievements, and the counts of the chain."""
    return FrontPage(figures(), next_needs(), newest_achievements(), chain.nodes(chain_counts()))


def _is_open() -> ColumnElement[bool]:
    return (Challenge.status == ChallengeStatus.OPEN) & (Challenge.deadline_at > clock.now())


def _is_listed() -> ColumnElement[bool]:
    return Achievement.status == AchievementStatus.LISTED


def figures() -> Figures:
    """Open needs and their bounty, listed achievements, listed experts."""
    needs, bounty = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Challenge.funding_amount), 0)).where(_is_open())
    ).one()
    offers = db.session.scalar(select(func.count()).select_from(Achievement).where(_is_listed()))
    experts = db.session.scalar(
        select(func.count()).select_from(Expert).where(Expert.status == ExpertStatus.LISTED)
    )
    return Figures(needs or 0, int(bounty or 0), offers or 0, experts or 0)


def next_needs() -> Sequence[Challenge]:
    """Open needs whose deadline comes first, with their indicators."""
    statement = select(Challenge).where(_is_open()).order_by(Challenge.deadline_at, Challenge.id)
    loaded = statement.options(selectinload(Challenge.indicators)).limit(SHOWN_NEEDS)
    return db.session.scalars(loaded).all()


def newest_achievements() -> Sequence[Achievement]:
    """Achievements listed last."""
    statement = (
        select(Achievement).where(_is_listed()).order_by(Achievement.published_at.desc(), Achievement.id)
    )
    return db.session.scalars(statement.limit(SHOWN_ACHIEVEMENTS)).all()


def public_indicators(challenge: Challenge) -> list[Any]:
    """The rows everybody may read."""
    return [row for row in challenge.indicators if row.layer is Layer.PUBLIC]


def chain_counts() -> dict[str, tuple[int, int]]:
    """For each link of the chain: open needs and listed achievements that mention it."""
    needs, offers = _mentions(Challenge, _is_open()), _mentions(Achievement, _is_listed())
    return {link.key: (needs[link.key], offers[link.key]) for link in chain.LINKS}


def _mentions(model: Any, condition: ColumnElement[bool]) -> dict[str, int]:
    """One statement counts the rows that mention each link in title or summary."""
    sums = [
        func.coalesce(func.sum(case((_mentions_link(model, link), 1), else_=0)), 0).label(link.key)
        for link in chain.LINKS
    ]
    return {
        key: int(count)
        for key, count in db.session.execute(select(*sums).where(condition)).one()._mapping.items()
    }


def _mentions_link(model: Any, link: chain.Link) -> ColumnElement[bool]:
    columns = (model.title, model.summary)
    return or_(*(column.icontains(word, autoescape=True) for column in columns for word in link.words))

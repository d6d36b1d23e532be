"""Read models: evaluations for staff and sponsor, seats and sheets of a panelist, progress, ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from matchmaker.bids.models import Bid
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.models import Challenge
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.policy import SHEET_POLICY, SheetPermission, visible_to
from matchmaker.evaluations.ranking import outliers
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.experts.models import Expert
from matchmaker.extensions import db
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import NotFound
from matchmaker.kernel.pagination import Page, paginate


def get(actor: Actor, public_id: str) -> Evaluation:
    """One evaluation with its panel. Raises `NotFound` when the actor may not know of it."""
    query = select(Evaluation).join(Evaluation.challenge).options(contains_eager(Evaluation.challenge))
    query = query.where(Evaluation.public_id == public_id, visible_to(actor))
    found: Evaluation | None = db.session.scalar(query.options(selectinload(Evaluation.panelists)))
    if found is None:
        raise NotFound
    return found


def live_of(challenge: Challenge) -> Evaluation | None:
    """The evaluation that counts, if any."""
    kept = (Evaluation.challenge_id == challenge.id, Evaluation.status != EvaluationStatus.VOID)
    return db.session.scalar(select(Evaluation).where(*kept))


def all_of(actor: Actor, challenge: Challenge) -> list[Evaluation]:
    """Its evaluations this actor may read, the void ones too, newest first."""
    query = select(Evaluation).join(Evaluation.challenge).options(contains_eager(Evaluation.challenge))
    query = query.where(Evaluation.challenge_id == challenge.id, visible_to(actor))
    return list(db.session.scalars(query.order_by(Evaluation.id.desc())))


def running(page: int = 1) -> Page:
    """For staff: what is being judged, the nearest last day first."""
    kept = Evaluation.status.in_(
        (EvaluationStatus.PLANNED, EvaluationStatus.SCORING, EvaluationStatus.CLOSED)
    )
    query = select(Evaluation).where(kept).options(selectinload(Evaluation.panelists))
    return paginate(
        query.order_by(Evaluation.scoring_until.is_(None), Evaluation.scoring_until, Evaluation.id), page
    )


# -- the panelist's own ----------------------------------------------------------------------------


def seats_of(actor: Actor) -> list[Panelist]:
    """Invitations and seats of the acting expert, newest first."""
    query = select(Panelist).join(Panelist.expert).options(contains_eager(Panelist.expert))
    query = query.where(Expert.user_id == actor.user_id).order_by(Panelist.id.desc()).limit(100)
    return list(db.session.scalars(query)) if actor.user_id is not None else []


def waiting_seats(actor: Actor) -> int:
    """Invitations that wait for an answer of the acting expert."""
    if actor.user_id is None:
        return 0
    query = select(func.count()).select_from(Panelist).join(Panelist.expert)
    kept = (Expert.user_id == actor.user_id, Panelist.status == PanelistStatus.INVITED)
    return db.session.scalar(query.where(*kept)) or 0


def seat(actor: Actor, number: int) -> Panelist:
    """A seat for its expert or staff; else `NotFound`."""
    panelist = db.session.get(Panelist, number)
    if panelist is None or not (actor.is_staff or actor.user_id == panelist.expert.user_id):
        raise NotFound
    return panelist


def sheets_of(panelist: Panelist) -> list[ScoreSheet]:
    """The sheets of a seat in the order of the bids."""
    query = (
        select(ScoreSheet).where(ScoreSheet.panelist_id == panelist.id).options(joinedload(ScoreSheet.bid))
    )
    return list(db.session.scalars(query.order_by(ScoreSheet.bid_id)))


def sheet(actor: Actor, number: int) -> ScoreSheet:
    """A sheet this actor may read; else `NotFound`."""
    found = db.session.get(ScoreSheet, number)
    if found is None or not SHEET_POLICY.can(actor, SheetPermission.READ, found):
        raise NotFound
    return found


def comments_on(bid: Bid) -> list[str]:
    """What the panel wrote of a bid whose outcome is known, without names; for its team."""
    if bid.status not in (BidStatus.AWARDED, BidStatus.NOT_AWARDED):
        return []
    kept = (ScoreSheet.bid_id == bid.id, ScoreSheet.status == SheetStatus.SIGNED)
    query = select(ScoreSheet.comment).join(ScoreSheet.evaluation).where(*kept)
    query = query.where(Evaluation.status == EvaluationStatus.CONFIRMED)
    return sorted(db.session.scalars(query))  # by their words, so that the order tells nothing


# -- progress and result ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """How far one panelist is."""

    signed: int
    total: int


def loads(evaluation: Evaluation) -> dict[int, Load]:
    """Seat → signed sheets of all that count; one statement."""
    counted = (ScoreSheet.evaluation_id == evaluation.id, ScoreSheet.status != SheetStatus.RECUSED)
    signed = func.count().filter(ScoreSheet.status == SheetStatus.SIGNED)
    query = select(ScoreSheet.panelist_id, signed, func.count()).where(*counted)
    rows = db.session.execute(query.group_by(ScoreSheet.panelist_id))
    return {row[0]: Load(row[1], row[2]) for row in rows}


@dataclass(frozen=True)
class RankedRow:
    """A line of the ranking: the bid, its rank and mean, and each panelist's total in points."""

    bid: Bid
    rank: int
    score: str
    totals: Mapping[int, float]
    outliers: frozenset[int]


def ranking(evaluation: Evaluation) -> list[RankedRow]:
    """The stored result with the bids it is about; one statement whatever the length."""
    stored: list[dict[str, Any]] = list(evaluation.result or ())
    query = select(Bid).where(Bid.id.in_([row["bid_id"] for row in stored]))
    bids = {one.id: one for one in db.session.scalars(query)}
    rows = []
    for row in stored:
        tenths = {int(key): value for key, value in row["totals"].items()}
        rows.append(
            RankedRow(
                bids[row["bid_id"]], row["rank"], row["shown"],
                {key: value / 10 for key, value in tenths.items()}, frozenset(outliers(tenths)),
            )
        )  # fmt: skip
    return rows

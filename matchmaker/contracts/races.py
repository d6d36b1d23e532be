"""Where a race (赛马) stands: its teams, the stage to be decided, and both sides of every figure. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from matchmaker.bids.content import BidContent
from matchmaker.bids.reading import handed_in_bytes
from matchmaker.bids.responses import Answered, answered
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.models import Contract, Milestone, RaceDecision
from matchmaker.contracts.schedule import measured_rows
from matchmaker.contracts.vocabulary import LIVE, MilestoneStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock, working_days
from matchmaker.kernel.actor import Actor

GRACE_DAYS = 10  # working days after a milestone's day; then the teams are compared without it
JUDGED = (MilestoneStatus.ACCEPTED, MilestoneStatus.CANCELLED)


@dataclass(frozen=True)
class Team:
    """One running contract as the sponsor compares it."""

    contract: Contract
    milestones: list[Milestone]  # up to the stage
    promised: list[Answered]
    measured: list[Answered]


@dataclass(frozen=True)
class Stage:
    """The next comparison; ``waiting`` are the teams whose milestone is neither judged nor long overdue."""

    number: int
    contracts: list[Contract]
    waiting: list[Contract]

    @property
    def is_ready(self) -> bool:
        return not self.waiting


def teams_left(challenge: Challenge) -> int:
    """Contracts that run or have reached their end; 0 before the award and without a race."""
    if not challenge.is_race or challenge.status is not ChallengeStatus.AWARDED:
        return 0
    kept = (Contract.challenge_id == challenge.id, Contract.status.in_(LIVE))
    return db.session.scalar(select(func.count()).select_from(Contract).where(*kept)) or 0


def stage_of(challenge: Challenge) -> Stage | None:
    """The stage that is to be decided next; None when none is left, or fewer than two teams are."""
    if not challenge.is_race or challenge.status is not ChallengeStatus.AWARDED:
        return None
    query = select(Contract).where(Contract.challenge_id == challenge.id, Contract.status.in_(LIVE))
    contracts = db.session.scalars(query.options(selectinload(Contract.milestones)).order_by(Contract.id))
    decided = select(RaceDecision.stage).where(RaceDecision.challenge_id == challenge.id)
    return _next(challenge, list(contracts), set(db.session.scalars(decided)))


def _next(challenge: Challenge, contracts: list[Contract], decided: set[int]) -> Stage | None:
    number = next((n for n in challenge.stages if n not in decided), None)
    if number is None or len(contracts) < 2:
        return None
    return Stage(number, contracts, [one for one in contracts if not is_comparable(one, number)])


def is_comparable(contract: Contract, number: int) -> bool:
    """Its milestone is accepted or has failed a check, or its day is long over; so is one it does not have."""
    step = next((one for one in contract.milestones if one.position == number - 1), None)
    if step is None or step.status in JUDGED or step.fails > 0:
        return True
    return _grace_end(step.due_on) < clock.today()


def _grace_end(day: date) -> date:
    try:
        return working_days.add_working_days(day, GRACE_DAYS)
    except (
        working_days.CalendarUnknown
    ):  # nobody has announced that year's holidays: calendar days, a little more
        return day + timedelta(days=2 * GRACE_DAYS)


def compared(stage: Stage) -> list[Team]:
    """The teams side by side. For the sponsor and staff only."""
    return [
        Team(
            one, [step for step in one.milestones if step.position < stage.number], _promised(one), measured_rows(one)
        )
        for one in stage.contracts
    ]  # fmt: skip


def _promised(contract: Contract) -> list[Answered]:
    needs = [row.to_indicator() for row in contract.challenge.indicators]
    return answered(needs, BidContent.from_bytes(handed_in_bytes(contract.award.bid)).responses)


def races_to_decide(actor: Actor, limit: int) -> Iterable[Challenge]:
    """Races of the actor's unit (for staff all) that wait for a comparison: a fixed number of statements."""
    kept = [
        Challenge.max_awards > 1,
        Challenge.status == ChallengeStatus.AWARDED,
        Contract.status.in_(LIVE),
    ]
    if not actor.is_staff:
        kept.append(Contract.sponsor_id == actor.organization_id)
    query = select(Contract).join(Contract.challenge).where(*kept).options(selectinload(Contract.milestones))
    running: dict[Challenge, list[Contract]] = defaultdict(list)
    for contract in db.session.scalars(query.order_by(Contract.id).limit(limit)):
        running[contract.challenge].append(contract)
    numbers = [one.id for one in running]
    decided: dict[int, set[int]] = defaultdict(set)
    for row in db.session.scalars(select(RaceDecision).where(RaceDecision.challenge_id.in_(numbers))):
        decided[row.challenge_id].add(row.stage)
    for challenge, contracts in running.items():
        stage = _next(challenge, contracts, decided[challenge.id])
        if stage is not None and stage.is_ready:
            yield challenge

"""A race for tests: one awarded challenge, several teams at work, written straight in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from matchmaker.awards.models import Award
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.models import Contract, Milestone, Settlement
from matchmaker.contracts.vocabulary import ContractKind, ContractStatus, MilestoneStatus
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.money import WAN
from tests.factories.bids import make_bid, make_content, make_team
from tests.factories.challenges import make_challenge
from tests.factories.evaluations import make_evaluation


@dataclass
class Race:
    """Two or more active contracts of two milestones each, 40 and 60 万元."""

    size: int = 2
    challenge: Challenge = field(init=False)
    contracts: list[Contract] = field(init=False)

    def __post_init__(self) -> None:
        self.sponsor = make_team("赛马发榜单位（示例）")
        self.teams = [make_team(f"赛马团队 {n}（示例）") for n in range(self.size)]
        self.challenge = make_challenge(ChallengeStatus.AWARDED, sponsor=self.sponsor[0])
        self.challenge.max_awards, self.challenge.race_stages = self.size, [1, 2]
        bids = [
            make_bid(BidStatus.AWARDED, self.challenge, team, content=make_content(f"方案{n}"))
            for n, team in enumerate(self.teams)
        ]
        evaluation = make_evaluation(EvaluationStatus.CONFIRMED, self.challenge, bids=bids, panel_size=3)
        today = clock.today()
        awards = [
            Award(
                public_id=f"WHG-{secrets.token_hex(4).upper()}", status=AwardStatus.CONFIRMED, slot=n + 1, rank=n + 1,
                challenge_id=self.challenge.id, evaluation_id=evaluation.id, bid_id=bid.id,
                notice_starts_on=today, notice_ends_on=today, confirmed_at=clock.now(),
            )
            for n, bid in enumerate(bids)
        ]  # fmt: skip
        db.session.add_all(awards)
        db.session.flush()
        self.contracts = [
            Contract(
                public_id=f"WHH-{secrets.token_hex(4).upper()}", status=ContractStatus.ACTIVE, award_id=award.id,
                challenge_id=self.challenge.id, sponsor_id=self.sponsor[0].id, contractor_id=team[0].id,
                title=self.challenge.title, kind=ContractKind.JOINT_DEVELOPMENT, amount=100 * WAN, starts_on=today,
                ends_on=today + timedelta(days=300), signing_until=today, signed_on=today, fail_limit=2,
                subsidy_percent=20, subsidy_cap_amount=0, ip_terms="共有", pledge="保证完成。",
                milestones=[
                    Milestone(position=n, title=f"第 {n + 1} 步", due_on=today + timedelta(days=30 * (n + 1)), amount=amount)
                    for n, amount in enumerate((40 * WAN, 60 * WAN))
                ],
            )
            for award, team in zip(awards, self.teams, strict=True)
        ]  # fmt: skip
        db.session.add_all(self.contracts)
        db.session.commit()

    def accept(self, place: int, number: int = 1) -> None:
        """The team's milestone has passed; its payment is due."""
        step = self.contracts[place].milestones[number - 1]
        step.status, step.accepted_at = MilestoneStatus.ACCEPTED, clock.now()
        step.settlement = Settlement(amount=step.amount)
        db.session.commit()

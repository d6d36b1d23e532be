"""Contracts for tests, in any state, written straight into the database."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import count
from typing import Any

from matchmaker.accounts.models import User
from matchmaker.awards.models import Award
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.models import Contract, Deliverable, Milestone, Signature
from matchmaker.contracts.vocabulary import ContractKind, ContractStatus
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.money import WAN
from matchmaker.organizations.models import Organization
from tests.factories.bids import make_bid, make_team
from tests.factories.challenges import make_challenge
from tests.factories.evaluations import make_evaluation

Team = tuple[Organization, User]
S = ContractStatus
_numbers = count(1)
SIGNED = (S.ACTIVE, S.COMPLETED)


def file_columns(name: str = "扫描件.pdf") -> dict[str, Any]:
    """A row without bytes behind it."""
    key = f"t/{next(_numbers)}-{secrets.token_hex(4)}"
    return {
        "filename": name, "media_type": "application/pdf", "size": 9, "sha256": "0" * 64, "storage_key": key,
    }  # fmt: skip


class Stored:
    """A file that already lies in the store."""

    def as_columns(self) -> dict[str, Any]:
        return file_columns()


def make_award(sponsor: Team, contractor: Team) -> Award:
    """Confirmed, of a challenge of this sponsor."""
    challenge = make_challenge(ChallengeStatus.AWARDED, sponsor=sponsor[0])
    bid = make_bid(BidStatus.AWARDED, challenge, contractor)
    evaluation = make_evaluation(EvaluationStatus.CONFIRMED, challenge, bids=[bid], panel_size=3)
    day = clock.today()
    award = Award(
        public_id=f"WHG-{secrets.token_hex(4).upper()}", status=AwardStatus.CONFIRMED, challenge_id=challenge.id,
        evaluation_id=evaluation.id, bid_id=bid.id, rank=1, notice_starts_on=day - timedelta(days=9),
        notice_ends_on=day - timedelta(days=1), confirmed_at=clock.now(),
    )  # fmt: skip
    db.session.add(award)
    db.session.commit()
    return award


def make_contract(
    status: ContractStatus = S.ACTIVE,
    sponsor: Team | None = None,
    contractor: Team | None = None,
    *,
    amounts: tuple[int, ...] = (120 * WAN, 180 * WAN),
    **values: Any,
) -> Contract:
    """Complete, with a milestone for each amount and the signatures its state needs."""
    sponsor, contractor = sponsor or make_team(), contractor or make_team()
    award, today = make_award(sponsor, contractor), clock.today()
    fields: dict[str, Any] = {
        "title": award.challenge.title, "kind": ContractKind.JOINT_DEVELOPMENT, "amount": sum(amounts),
        "starts_on": today, "ends_on": today + timedelta(days=600), "ip_terms": "双方共有。", "pledge": "保证完成。",
        "signing_until": today + timedelta(days=60), "fail_limit": 2, "subsidy_percent": 20, "subsidy_cap_amount": 0,
        "signed_on": today if status in SIGNED else None,
        "completed_at": clock.now() if status is S.COMPLETED else None,
    } | values  # fmt: skip
    contract = Contract(
        public_id=f"WHH-{secrets.token_hex(4).upper()}", status=status, award_id=award.id,
        challenge_id=award.challenge_id, sponsor_id=sponsor[0].id, contractor_id=contractor[0].id, **fields,
    )  # fmt: skip
    contract.milestones = [
        Milestone(
            position=n, title=f"第 {n + 1} 步", due_on=today + timedelta(days=100 * (n + 1)), amount=amount
        )
        for n, amount in enumerate(amounts)
    ]
    if status in SIGNED:
        for home, user in (sponsor, contractor):
            contract.signatures.append(
                Signature(
                    organization_id=home.id, signer_name="示例签字人", signed_on=today, recorded_by_id=user.id,
                    **file_columns(),
                )
            )  # fmt: skip
    db.session.add(contract)
    db.session.commit()
    return contract


def add_proof(milestone: Milestone, user: User) -> None:
    """What a delivery needs."""
    milestone.report = "已完成。"
    milestone.deliverables.append(Deliverable(uploaded_by_id=user.id, **file_columns("证据.pdf")))
    db.session.commit()

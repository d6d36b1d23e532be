"""Bids for tests, really sealed, in any state, written straight into the database."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from matchmaker.accounts.models import User
from matchmaker.bids import sealing
from matchmaker.bids.content import BidContent, BudgetLine, Milestone, Response, TeamMember
from matchmaker.bids.models import Bid, BidMember, BidReceipt
from matchmaker.bids.vocabulary import LIMITS, BidStatus, MemberAnswer, RelationKind
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.money import WAN
from matchmaker.organizations.models import Membership, Organization
from tests.factories.accounts import make_user
from tests.factories.organizations import make_organization

S = BidStatus
UNSUBMITTED = (S.DRAFT, S.WITHDRAWN, S.LAPSED)
JUDGED = (S.ELIGIBLE, S.INELIGIBLE, S.AWARDED, S.NOT_AWARDED)


def make_content(mark: str = "", **values: Any) -> BidContent:
    """Complete for `tests.factories.challenges.ROWS`; ``mark`` stands in every text."""
    due = clock.today() + timedelta(days=200)
    texts = {name: f"{mark}膜法脱水的{name}，按榜单要求分步实施。" for name in LIMITS} | {"relation_note": ""}
    return replace(
        BidContent(
            texts=texts,
            trl_now=5,
            trl_after=8,
            quote_amount=300 * WAN,
            responses=(
                Response("纯度", "≥ 99.95%", "99.97", f"{mark}渗透汽化", f"{mark}中试报告", "%"),
                Response("水分", "≤ 50 mg/kg", "30", f"{mark}分子筛", "第三方检测", "mg/kg"),
                Response("单线处理能力", "≥ 5000 t/a", "5200", "72 h 考核", "设计文件", "t/a"),
            ),
            milestones=(
                Milestone(f"{mark}完成中试", due.isoformat(), 120 * WAN, "中试报告"),
                Milestone("连续运行 72 h", (due + timedelta(days=200)).isoformat(), 180 * WAN, "运行记录"),
            ),
            budget=(BudgetLine(f"{mark}设备费", 200 * WAN), BudgetLine("材料费", 100 * WAN)),
            team=(TeamMember(f"{mark}示例负责人", "教授", "总负责"),),
            relation=RelationKind.NONE.value,
            is_undertaken=True,
        ),
        **values,
    )


def make_team(name: str = "", **values: Any) -> tuple[Organization, User]:
    """A verified unit with one member."""
    user = make_user()
    home = make_organization(**({"name": name} if name else {}), **values)
    home.memberships.append(Membership(user_id=user.id, is_owner=True))
    db.session.commit()
    return home, user


def make_bid(
    status: BidStatus = S.DRAFT,
    challenge: Challenge | None = None,
    lead: tuple[Organization, User] | None = None,
    *,
    content: BidContent | None = None,
    opened: bool | None = None,
    partners: tuple[tuple[Organization, MemberAnswer], ...] = (),
) -> Bid:
    """``opened`` is what the state demands unless said; a submitted one is sealed."""
    from tests.factories.challenges import make_challenge

    challenge = challenge or make_challenge()
    home, user = lead or make_team()
    given = replace(content or make_content(), salt=secrets.token_hex(16))
    public_id, key = f"WHB-{secrets.token_hex(4).upper()}", sealing.new_key()
    is_open = status in JUDGED if opened is None else opened
    is_submitted = status not in UNSUBMITTED or is_open
    sealed = sealing.seal(key, given.to_bytes(), f"content:{public_id}") if is_submitted else None
    bid = Bid(
        status=status, public_id=public_id, challenge_id=challenge.id, lead_id=home.id, created_by_id=user.id,
        wrapped_key=sealing.wrap(key, public_id),
        sealed_draft=sealing.seal(key, given.to_bytes(), f"draft:{public_id}"),
        sealed_content=sealed,
        submitted_at=clock.now() - timedelta(hours=3) if is_submitted else None,
        opened_at=clock.now() if is_open else None,
        content_key=key if is_open else None,
    )  # fmt: skip
    is_over = status in (S.WITHDRAWN, S.LAPSED)
    own = MemberAnswer.RELEASED if is_over else MemberAnswer.CONFIRMED
    bid.members = [BidMember(challenge_id=challenge.id, organization_id=home.id, answer=own)]
    bid.members += [
        BidMember(challenge_id=challenge.id, organization_id=one.id, answer=state) for one, state in partners
    ]
    db.session.add(bid)
    db.session.flush()
    if sealed:
        digest = sealing.receipt_hash(given.to_bytes())
        db.session.add(BidReceipt(bid_id=bid.id, sha256=digest, at=bid.submitted_at, sealed_content=sealed))
    db.session.commit()
    return bid

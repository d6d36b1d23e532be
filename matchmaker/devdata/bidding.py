"""Demo bids, really sealed, and what has become of them: an evaluation under way, an award that stands."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from matchmaker.assessments.models import Assessment, Opinion
from matchmaker.assessments.vocabulary import DIMENSIONS, AssessmentStatus, OpinionStatus
from matchmaker.awards.models import Award
from matchmaker.awards.vocabulary import AwardStatus
from matchmaker.bids import sealing
from matchmaker.bids.content import BidContent, BudgetLine, Milestone, Response, TeamMember
from matchmaker.bids.models import Bid, BidMember, BidReceipt
from matchmaker.bids.vocabulary import LIMITS, BidStatus, MemberAnswer, RelationKind
from matchmaker.calls.rules import CallRules
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.contracts.services import draft_contract
from matchmaker.devdata.people import author_of
from matchmaker.devdata.racing import run_race
from matchmaker.devdata.world_files import entries
from matchmaker.evaluations.models import Evaluation, Panelist, ScoreSheet
from matchmaker.evaluations.ranking import result_hash
from matchmaker.evaluations.recusal import conflicts, parties_of
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.vocabulary import EvaluationStatus, PanelistStatus, SheetStatus
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.money import Money
from matchmaker.organizations.models import Organization

RULES = CallRules()


def load_bidding(organizations: Mapping[str, Organization]) -> int:
    """All bids of the world's files with their evaluations and awards; returns how many bids."""
    titles = {need["key"]: need["title"] for need in entries("challenges")}
    found: dict[int, list[tuple[Bid, dict[str, Any]]]] = {}
    for entry in entries("bids"):
        title = titles[entry["challenge"]]
        challenge = db.session.scalars(select(Challenge).where(Challenge.title == title)).one()
        bid = _bid(entry, challenge, organizations)
        found.setdefault(challenge.id, []).append((bid, entry))
    db.session.flush()
    for pairs in found.values():
        _evaluate(pairs[0][0].challenge, pairs)
    return sum(len(pairs) for pairs in found.values())


def load_assessments() -> int:
    """Needs under assessment have been sent to three experts, those on notice have their approval; returns how many."""
    states = (ChallengeStatus.ASSESSING, ChallengeStatus.ON_NOTICE)
    found = list(db.session.scalars(select(Challenge).where(Challenge.status.in_(states))))
    for challenge in found:
        is_over = challenge.status is ChallengeStatus.ON_NOTICE
        status = AssessmentStatus.APPROVED if is_over else AssessmentStatus.OPEN
        assessment = Assessment(
            challenge=challenge, status=status, concluded_at=clock.now() if is_over else None
        )
        for expert in _judges([], challenge)[:3]:
            opinion = Opinion(expert=expert, status=OpinionStatus.SIGNED if is_over else OpinionStatus.ASKED)
            if is_over:
                opinion.scores, opinion.is_solved = dict.fromkeys(DIMENSIONS, 8), False
                opinion.comment, opinion.signed_at = "问题真实，指标可考核，同意发榜。", clock.now()
            assessment.opinions.append(opinion)
        db.session.add(assessment)
    db.session.flush()
    return len(found)


def _bid(entry: dict[str, Any], challenge: Challenge, organizations: Mapping[str, Organization]) -> Bid:
    lead, status = organizations[entry["lead"]], BidStatus(entry["status"])
    partners = {organizations[key]: text for key, text in entry.get("partners", {}).items()}
    content = _content(entry, challenge, {str(one.id): text for one, text in partners.items()})
    public_id, key = f"WHB-{secrets.token_hex(4).upper()}", sealing.new_key()
    sealed = sealing.seal(key, content.to_bytes(), f"content:{public_id}")
    handed_in = (challenge.closed_at or clock.now()) - timedelta(days=2)
    is_open = challenge.status is not ChallengeStatus.OPEN
    bid = Bid(
        public_id=public_id, status=status, challenge=challenge, lead=lead, created_by_id=author_of(lead),
        wrapped_key=sealing.wrap(key, public_id),
        sealed_draft=sealing.seal(key, content.to_bytes(), f"draft:{public_id}"),
        sealed_content=sealed, submitted_at=handed_in,
        opened_at=challenge.closed_at if is_open else None, content_key=key if is_open else None,
        ended_reason=entry.get("ended_reason", ""),
    )  # fmt: skip
    for one in (lead, *partners):
        bid.members.append(
            BidMember(challenge_id=challenge.id, organization_id=one.id, answer=MemberAnswer.CONFIRMED)
        )
    db.session.add(bid)
    db.session.flush()
    digest = sealing.receipt_hash(content.to_bytes())
    db.session.add(BidReceipt(bid_id=bid.id, sha256=digest, at=handed_in, sealed_content=sealed))
    return bid


def _content(entry: dict[str, Any], challenge: Challenge, divisions: dict[str, str]) -> BidContent:
    quote = Money.from_wan(entry["quote_wan"]).minor
    first, start = quote * 4 // 10, clock.today()
    needs = [row.to_indicator() for row in challenge.indicators]
    promised = zip(needs, entry["promised"], strict=True)
    texts = dict.fromkeys(LIMITS, "") | {
        "background": "同类装置多用吸附或精馏，能耗高、运行周期短；国外已有工程应用，但不转让。",
        "objectives": challenge.research_content or challenge.expected_goal,
        "route": entry["route"],
        "foundation": "建有中试装置一套，完成过两个同类项目（示例）。",
        "organization": "设项目经理一名，每月进度报告；主要风险是材料寿命，备有替代供应商。",
        "ip_terms": "共同申请专利，发榜方在本企业内无偿使用。",
    }
    return replace(
        BidContent(texts=texts),
        trl_now=5,
        trl_after=7,
        quote_amount=quote,
        responses=tuple(Response(n.name, n.display, str(v), "见技术路线", "中试报告（示例）", n.unit) for n, v in promised),
        milestones=(
            Milestone("完成侧线试验", (start + timedelta(days=200)).isoformat(), first, "侧线试验报告"),
            Milestone("工业装置达标", (start + timedelta(days=420)).isoformat(), quote - first, "第三方检测报告"),
        ),
        budget=(BudgetLine("设备与材料", first), BudgetLine("试验与人员", quote - first)),
        team=(TeamMember("示例负责人", "教授级高工", "总负责"),),
        divisions=divisions,
        relation=RelationKind.NONE.value,
        is_undertaken=True,
        salt=secrets.token_hex(16),
    )  # fmt: skip


def _evaluate(challenge: Challenge, pairs: list[tuple[Bid, dict[str, Any]]]) -> None:
    """A challenge under evaluation is being scored; an awarded one has a confirmed result and its award."""
    is_over = challenge.status is ChallengeStatus.AWARDED
    if not is_over and challenge.status is not ChallengeStatus.EVALUATING:
        return
    closed = challenge.closed_at or clock.now()
    evaluation = Evaluation(
        public_id=f"WHP-{secrets.token_hex(4).upper()}",
        status=EvaluationStatus.CONFIRMED if is_over else EvaluationStatus.SCORING,
        challenge_id=challenge.id,
        criteria=[{"name": one.name, "weight": one.weight} for one in RULES.criteria],
        ranking=RULES.ranking, panel_size=RULES.panel_size, seed=secrets.token_hex(16),
        scoring_until=(closed if is_over else clock.now()).date() + timedelta(days=7),
        result_hash="0" * 64 if is_over else "", closed_at=closed if is_over else None,
    )  # fmt: skip
    db.session.add(evaluation)
    for expert in _judges([bid for bid, _entry in pairs], challenge):
        seat = Panelist(expert=expert, status=PanelistStatus.ACCEPTED, declared_at=closed)
        evaluation.panelists.append(seat)
    db.session.flush()
    judged = [(bid, entry) for bid, entry in pairs if bid.status is not BidStatus.INELIGIBLE]
    for number, panelist in enumerate(evaluation.panelists):
        for bid, entry in judged:
            evaluation.sheets.append(_sheet(panelist, bid, entry.get("score"), number, closed))
    db.session.flush()
    if is_over:
        _award(challenge, evaluation, closed)


def _judges(bids: list[Bid], challenge: Challenge) -> list[Expert]:
    """Whoever can sign in first, then others; nobody who would have to abstain."""
    query = select(Expert).where(Expert.status == ExpertStatus.LISTED)
    listed = list(db.session.scalars(query.order_by(Expert.user_id.is_(None), Expert.id)))
    barred = conflicts(listed, parties_of(challenge, bids))
    return [one for one in listed if one.id not in barred][: RULES.panel_size]


def _sheet(panelist: Panelist, bid: Bid, score: int | None, number: int, signed_at: datetime) -> ScoreSheet:
    """Signed where ``score`` is known; judges differ by a point."""
    if score is None:
        return ScoreSheet(panelist=panelist, bid=bid)
    given = min(10, max(0, score - number % 2))
    return ScoreSheet(
        panelist=panelist, bid=bid, status=SheetStatus.SIGNED, signed_at=signed_at,
        scores={one.name: given for one in RULES.criteria},
        comment="路线成立，建议把连续运行数据列为第一个里程碑的付款条件。",
    )  # fmt: skip


def _award(challenge: Challenge, evaluation: Evaluation, closed: datetime) -> None:
    evaluation.result = computed_result(evaluation)
    evaluation.result_hash, evaluation.confirmed_at = result_hash(evaluation.result), closed
    start = closed.date() + timedelta(days=14)
    awards = [
        Award(
            public_id=f"WHG-{secrets.token_hex(4).upper()}", status=AwardStatus.CONFIRMED, slot=n, rank=row["rank"],
            challenge_id=challenge.id, evaluation_id=evaluation.id, bid_id=row["bid_id"],
            notice_starts_on=start, notice_ends_on=start + timedelta(days=7),
            confirmed_at=closed + timedelta(days=22),
        )
        for n, row in enumerate(evaluation.result[: challenge.max_awards], start=1)
    ]  # fmt: skip
    db.session.add_all(awards)
    db.session.flush()
    contracts = [draft_contract(award) for award in awards]
    if challenge.is_race:
        run_race(contracts, start + timedelta(days=20))

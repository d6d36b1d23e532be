"""Challenges for tests, complete and in any state, written straight into the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from matchmaker.challenges.models import Challenge, ChallengeAttachment, ChallengeIndicator
from matchmaker.challenges.vocabulary import PUBLISHED, ChallengeStatus, FundingKind
from matchmaker.extensions import db
from matchmaker.indicators.stated import Indicator, Operator
from matchmaker.kernel import clock
from matchmaker.kernel.layers import Layer
from matchmaker.organizations.models import Organization
from tests.factories.organizations import make_organization

_numbers = count(1)
S = ChallengeStatus
ROWS = (
    Indicator(
        "纯度", Operator.GE, 99.95, unit="%", test_method="气相色谱法", is_must=True, present_value="99.80"
    ),
    Indicator("水分", Operator.LE, 50, unit="mg/kg", test_method="卡尔·费休库仑法", present_value="300–500"),
    Indicator("单线处理能力", Operator.GE, 5000, unit="t/a", test_method="72 h 连续运行考核"),
)


def challenge_values(status: ChallengeStatus = S.OPEN) -> dict[str, Any]:
    """The columns of a complete challenge, with the dates its state needs."""
    now, today = clock.now(), clock.today()
    submitted = None if status is S.DRAFT else now - timedelta(days=3)
    published = now - timedelta(days=2) if status in PUBLISHED else None
    return {
        "title": "电子级 γ-丁内酯深度脱水与痕量金属脱除技术",
        "summary": "工业级 GBL 精制后水分与金属离子不达电子级，现有精馏能耗高、批次波动。",
        "problem": "精馏后水分在 300–500 mg/kg，钠、铁离子批次波动大，达不到锂电池电解液要求，"
        "加深精馏则塔釜温度升高、色度变差，每吨多耗蒸汽 0.8 t。",
        "present_state": "两级减压精馏，蒸汽单耗 1.6 t/t。",
        "tried": "4A 分子筛间歇脱水，再生频繁、粉化带入金属。",
        "expected_goal": "不增加色度的前提下稳定达到电子级。",
        "keywords": ["深度脱水", "锂电池溶剂"],
        "domain_code": "new_materials",
        "industry_code": "C2614",
        "region_code": "150302",
        "funding_kind": FundingKind.BOUNTY,
        "funding_amount": 380_000_000,
        "payment_terms": "签约 20%，中试达标 40%，稳定运行后 40%。",
        "ends_on": today + timedelta(days=540),
        "deadline_at": now + timedelta(days=24, hours=7),
        "cooperation_modes": ["joint_development"],
        "ip_ownership": "joint",
        "solver_conditions": "有膜分离中试及以上经历。",
        "sponsor_provides": "中试场地与公用工程。",
        "contact_name": "示例联系人",
        "contact_phone": "0473-5550101",
        "need_notice_starts_on": today if status is S.ON_NOTICE else None,
        "need_notice_ends_on": today + timedelta(days=10) if status is S.ON_NOTICE else None,
        "is_declared_open": status is not S.DRAFT,
        "submitted_at": submitted,
        "published_at": published,
        "closed_at": now - timedelta(days=1) if status in PUBLISHED and status is not S.OPEN else None,
        "expires_on": today + timedelta(days=178) if published else None,
        "confirmed_on": today - timedelta(days=2) if published else None,
    }


def make_challenge(
    status: ChallengeStatus = S.OPEN,
    *,
    sponsor: Organization | None = None,
    rows: tuple[Indicator, ...] = ROWS,
    **values: Any,
) -> Challenge:
    """A complete challenge in the given state; pass columns to change it."""
    sponsor = sponsor or make_organization()
    number = next(_numbers)
    challenge = Challenge(
        status=status,
        sponsor_id=sponsor.id,
        public_id=values.pop("public_id", f"WH-T-{number:04d}"),
        **challenge_values(status) | values,
    )
    challenge.indicators = [ChallengeIndicator.from_indicator(row, n) for n, row in enumerate(rows)]
    db.session.add(challenge)
    db.session.commit()
    return challenge


def make_attachment(challenge: Challenge, layer: Layer = Layer.NDA, **values: Any) -> ChallengeAttachment:
    """A row without bytes behind it."""
    number = next(_numbers)
    fields = {"filename": "流程图.pdf", "media_type": "application/pdf", "size": 2048, "sha256": "0" * 64,
              "storage_key": f"t/{number}", "label": "现有装置流程图"} | values  # fmt: skip
    attachment = ChallengeAttachment(challenge_id=challenge.id, layer=layer, **fields)
    db.session.add(attachment)
    db.session.commit()
    db.session.refresh(challenge)
    return attachment

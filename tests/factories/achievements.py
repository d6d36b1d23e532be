"""Achievements for tests: valid rows in any status, written straight into the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from matchmaker.achievements.models import (
    Achievement,
    AchievementAttachment,
    AchievementIndicator,
    IntellectualProperty,
)
from matchmaker.achievements.vocabulary import (
    AchievementForm,
    AchievementStatus,
    AttachmentKind,
    PriceKind,
    RightsStage,
    Stage,
)
from matchmaker.extensions import db
from matchmaker.indicators.stated import Operator
from matchmaker.kernel import clock
from matchmaker.kernel.layers import Layer
from matchmaker.organizations.models import Organization
from tests.factories.organizations import make_organization

_numbers = count(1)
S = AchievementStatus


def make_achievement(
    status: AchievementStatus = S.LISTED, holder: Organization | None = None, **values: Any
) -> Achievement:
    """A complete achievement of a verified organization, with figures and a right, unless ``values`` say otherwise."""
    number = next(_numbers)
    achievement = Achievement(
        **{
            "public_id": f"WHC-2026-{number:04d}",
            "status": status,
            "holder": holder or make_organization(),
            "title": f"分子筛膜渗透汽化脱水工艺 {number}",
            "summary": "用 NaA 型分子筛膜在气相侧连续脱水，溶剂水分由 500 mg/kg 降到 30 mg/kg。",
            "keywords": ["渗透汽化", "脱水"],
            "description": "膜组件、真空系统与精馏塔耦合，连续运行。",
            "innovation_points": ["膜组件与精馏耦合"],
            "comparison": "与 4A 分子筛间歇脱水比",
            "benefit": "蒸汽单耗降 48%，单位投资增加 26%。",
            "domain_code": "new_materials",
            "industry_code": "C2614",
            "discipline_codes": ["530"],
            "region_code": "150300",
            "form": AchievementForm.PROCESS,
            "stage": Stage.MIDDLE,
            "trl": 6,
            "process_scale": "pilot",
            "scale_tpa": 1000.0,
            "units": ["示例大学（示例）"],
            "team": [{"name": "示例成员甲", "unit": "示例大学（示例）", "contribution": "方案"}],
            "transfer_modes": ["licence", "joint_development"],
            "price_kind": PriceKind.FIXED,
            "price_amount": 60_000_000,
            "is_declared_open": True,
            **_dates(status),
            **values,
        }
    )
    if "indicators" not in values:
        achievement.indicators = [make_indicator()]
    if "rights" not in values:
        achievement.rights = [make_right()]
    db.session.add(achievement)
    db.session.commit()
    return achievement


def _dates(status: AchievementStatus) -> dict[str, Any]:
    """What a row in this status must say."""
    now, today = clock.now(), clock.today()
    dates: dict[str, Any] = {}
    if status is not S.DRAFT:
        dates["submitted_at"] = now - timedelta(days=12)
    if status in (S.LISTED, S.DELISTED):
        dates |= {
            "published_at": now - timedelta(days=10),
            "confirmed_on": today - timedelta(days=10),
            "expires_on": today + timedelta(days=170),
        }
    return dates


def make_indicator(**values: Any) -> AchievementIndicator:
    """出口水分 30 mg/kg against 300 mg/kg; not yet tied to an achievement."""
    given = {"name": "出口水分", "operator": Operator.LE, "value_low": 30.0, "unit": "mg/kg",
             "baseline_value": "300 mg/kg", "evidence": "第三方检测报告"}  # fmt: skip
    return AchievementIndicator(**{**given, **values})


def make_right(**values: Any) -> IntellectualProperty:
    """A granted invention with a valid number; not yet tied to an achievement."""
    given = {"kind": "invention", "title": "一种分子筛膜组件（示例）", "application_number": "201710601862.3",
             "rights_stage": RightsStage.GRANTED, "owner": "示例大学（示例）"}  # fmt: skip
    return IntellectualProperty(**{**given, **values})


def make_attachment(achievement: Achievement, **values: Any) -> AchievementAttachment:
    """A row of a file; its bytes are not written."""
    number = next(_numbers)
    given = {"filename": f"报告 {number}.pdf", "media_type": "application/pdf", "size": 1234, "sha256": "0" * 64,
             "storage_key": f"ab/{number:032d}", "kind": AttachmentKind.TEST_REPORT, "layer": Layer.PUBLIC}  # fmt: skip
    attachment = AchievementAttachment(achievement_id=achievement.id, **{**given, **values})
    db.session.add(attachment)
    db.session.commit()
    return attachment

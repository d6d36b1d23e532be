"""Experts for tests: valid profiles in any status, written straight into the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from matchmaker.experts.models import ContactRequest, Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock

_numbers = count(1)


def make_expert(status: ExpertStatus = ExpertStatus.LISTED, **values: Any) -> Expert:
    """A complete profile without an account, unless ``user_id`` is given."""
    number = next(_numbers)
    now = clock.now()
    dates: dict[str, Any] = {}
    if status is not ExpertStatus.DRAFT:
        dates["submitted_at"] = now - timedelta(days=12)
    if status in (ExpertStatus.LISTED, ExpertStatus.HIDDEN):
        dates |= {"published_at": now - timedelta(days=10), "confirmed_on": clock.today()}
    expert = Expert(
        **{
            "public_id": f"WHE-2026-{number:04d}",
            "status": status,
            "name": f"示例专家{number}",
            "title": "教授",
            "employer_name": "示例大学（示例）",
            "discipline_codes": ["530"],
            "industry_codes": ["C2614"],
            "keywords": ["膜分离", "脱水"],
            "biography": "从事膜分离研究，做过多套中试装置。",
            "works": "溶剂脱水中试（示例）",
            "region_code": "150300",
            **dates,
            **values,
        }
    )
    db.session.add(expert)
    db.session.commit()
    return expert


def make_request(expert: Expert, sender_id: int, **values: Any) -> ContactRequest:
    """A message somebody has left for an expert."""
    given = {
        "subject": "脱水膜选型",
        "message": "想请教膜的寿命。",
        "reply_to": "0473-0000000",
        "sender_name": "示例用户",
    }
    request = ContactRequest(expert_id=expert.id, sender_id=sender_id, **{**given, **values})
    db.session.add(request)
    db.session.commit()
    return request

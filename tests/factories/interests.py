"""Direct answers for tests, complete and in any state, written straight into the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.challenges.models import Challenge
from matchmaker.extensions import db
from matchmaker.interests.models import Interest
from matchmaker.interests.vocabulary import DeclineReason, InterestStatus
from matchmaker.kernel import clock
from matchmaker.organizations.models import Organization

_numbers = count(1)
S = InterestStatus


def make_interest(
    status: InterestStatus,
    item: Challenge | Achievement,
    sender: User,
    home: Organization | None = None,
    **values: Any,
) -> Interest:
    """A complete page about an item with the dates its state needs."""
    number, now = next(_numbers), clock.now()
    was_sent = status not in (S.DRAFT, S.WITHDRAWN)
    is_answered = status in (S.ENGAGED, S.DECLINED)
    fields: dict[str, Any] = {
        "public_id": f"WHA-T-{number:04d}",
        "challenge": item if isinstance(item, Challenge) else None,
        "achievement": item if isinstance(item, Achievement) else None,
        "recipient_id": item.sponsor_id if isinstance(item, Challenge) else item.holder_id,
        "sender_id": sender.id,
        "sender_organization_id": home.id if home else None,
        "title": "渗透汽化膜连续脱水",
        "approach": "在精馏塔顶气相侧接 NaA 膜组件。",
        "rationale": "已在 2,000 t/a 侧线上连续运行 72 小时。",
        "plan": "先用现场物料做两周小试。",
        "contact_name": "示例联系人",
        "contact_phone": "0473-5550202",
        "sent_at": now if was_sent else None,
        "answer_due_on": clock.today() + timedelta(days=14) if was_sent else None,
        "answered_at": now if is_answered else None,
        "was_in_time": True if is_answered else None,
        "decline_reason": DeclineReason.FIGURES if status is S.DECLINED else None,
    }
    interest = Interest(status=status, **fields | values)
    db.session.add(interest)
    db.session.commit()
    return interest

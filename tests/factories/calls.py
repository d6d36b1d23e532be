"""Calls for tests, in any state, written straight into the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from matchmaker.calls.models import Call, RulesVersion
from matchmaker.calls.rules import CallRules
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock

_numbers = count(1)


def make_call(status: CallStatus = CallStatus.OPEN, *, rules: CallRules | None = None, **values: Any) -> Call:
    """A complete call whose window is open since yesterday; pass columns to change it."""
    fields: dict[str, Any] = {
        "public_id": f"WHZ-T-{next(_numbers):03d}",
        "title": "关键技术需求征集（示例）",
        "introduction": "面向精细化工，征集企业自己解决不了的技术需求。",
        "contact": "示例分中心，0473-0000000",
        "opens_at": clock.now() - timedelta(days=1),
        "closes_at": clock.now() + timedelta(days=18),
    }
    version = RulesVersion(values=(rules or CallRules()).to_json())
    call = Call(status=status, rules_version=version, **fields | values)
    db.session.add(call)
    db.session.commit()
    return call

"""Every state with every action, and what the guards ask for."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from matchmaker.achievements.vocabulary import AchievementStatus, PriceKind
from matchmaker.achievements.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.actor import SYSTEM, Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.organizations.models import Organization, OrganizationStatus
from tests.achievements.people import cast
from tests.factories.achievements import make_achievement, make_right
from tests.factories.organizations import make_organization

S = AchievementStatus
LEGAL = {
    ("submit", S.DRAFT): S.SCREENING,
    ("list", S.SCREENING): S.LISTED,
    ("return_for_revision", S.SCREENING): S.DRAFT,
    ("reject", S.SCREENING): S.REJECTED,
    ("withdraw", S.DRAFT): S.DELISTED,
    ("withdraw", S.SCREENING): S.DELISTED,
    ("delist", S.LISTED): S.DELISTED,
    ("expire", S.LISTED): S.DELISTED,
}
DOER = {"submit": "holder", "withdraw": "holder", "delist": "holder", "expire": "system"}
PAIRS = [(transition.action, status) for transition in WORKFLOW.transitions for status in S]


def doer_of(action: str, holder: Organization) -> Actor:
    return cast(holder)[DOER.get(action, "manager")]


@pytest.mark.parametrize(("action", "status"), PAIRS)
def test_every_pair(app: Flask, action: str, status: AchievementStatus) -> None:
    holder = make_organization()
    achievement = make_achievement(status, holder)
    doer = doer_of(action, holder)
    if (action, status) not in LEGAL:
        with pytest.raises(IllegalTransition):
            WORKFLOW.apply(achievement, action, doer, "理由")
        assert achievement.status is status
        return
    achievement.submitted_at = achievement.created_at  # the services write these in the same step
    achievement.published_at, achievement.expires_on = achievement.created_at, achievement.created_at.date()
    WORKFLOW.apply(achievement, action, doer, "理由")
    db.session.commit()
    assert achievement.status is LEGAL[action, status]
    trail = audit.timeline("achievement", achievement.id)
    assert (trail[0].action, trail[0].before, trail[0].after) == (
        action,
        status.value,
        achievement.status.value,
    )


@pytest.mark.parametrize("action", [t.action for t in WORKFLOW.transitions])
def test_nobody_else_may(app: Flask, action: str) -> None:
    holder = make_organization()
    source = next(status for name, status in LEGAL if name == action)
    achievement = make_achievement(source, holder)
    allowed = {"holder"} if action in ("submit", "withdraw") else {"system"} if action == "expire" else None
    for name, actor in cast(holder).items():
        may = name in allowed if allowed else actor.is_staff or (action == "delist" and name == "holder")
        if not may:
            with pytest.raises(PermissionDenied):
                WORKFLOW.apply(achievement, action, actor, "理由")


@pytest.mark.parametrize("action", ["return_for_revision", "reject", "delist"])
def test_a_reason_is_needed(app: Flask, action: str) -> None:
    source = next(status for name, status in LEGAL if name == action)
    achievement = make_achievement(source)
    with pytest.raises(GuardFailed) as refused:
        WORKFLOW.apply(achievement, action, SYSTEM, "  ")
    assert "note" in refused.value.errors


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"summary": ""}, "summary"),
        ({"form": None}, "form"),
        ({"domain_code": ""}, "domain_code"),
        ({"industry_code": ""}, "industry_code"),
        ({"description": ""}, "description"),
        ({"comparison": ""}, "comparison"),
        ({"benefit": ""}, "benefit"),
        ({"trl": None}, "trl"),
        ({"stage": None}, "stage"),
        ({"units": []}, "units"),
        ({"transfer_modes": []}, "transfer_modes"),
        ({"price_kind": None}, "price_kind"),
        ({"price_kind": PriceKind.FIXED, "price_amount": None}, "price_amount"),
        ({"is_declared_open": False}, "is_declared_open"),
        ({"rights": "wrong"}, "rights"),
    ],
    ids=str,
)
def test_what_a_submission_needs(app: Flask, values: dict[str, Any], field: str) -> None:
    holder = make_organization()
    if values.get("rights"):
        values = {"rights": [make_right(application_number="201710601862.4")]}
    achievement = make_achievement(S.DRAFT, holder, **values)
    with app.test_request_context(), pytest.raises(GuardFailed) as refused:
        WORKFLOW.apply(achievement, "submit", cast(holder)["holder"])
    assert list(refused.value.errors) == [field]
    assert achievement.status is S.DRAFT


@pytest.mark.parametrize("status", [s for s in OrganizationStatus if s is not OrganizationStatus.VERIFIED])
def test_only_verified_organizations_submit(app: Flask, status: OrganizationStatus) -> None:
    holder = make_organization(status)
    achievement = make_achievement(S.DRAFT, holder)
    with app.test_request_context(), pytest.raises(GuardFailed) as refused:
        WORKFLOW.apply(achievement, "submit", cast(holder)["holder"])
    assert list(refused.value.errors) == ["holder"]

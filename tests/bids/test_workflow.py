"""Every state with every action: legal ones change the state and the trail, illegal ones leave nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from matchmaker.bids.vocabulary import BidStatus
from matchmaker.bids.workflow import WORKFLOW
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.errors import DomainError
from matchmaker.kernel.unit_of_work import transaction
from tests.bids.conftest import Parties
from tests.factories.bids import JUDGED, make_bid

S = BidStatus
LEGAL = {
    ("submit", S.DRAFT, "lead"): S.SUBMITTED,
    ("replace", S.SUBMITTED, "lead"): S.SUBMITTED,
    ("withdraw", S.DRAFT, "lead"): S.WITHDRAWN,
    ("withdraw", S.SUBMITTED, "lead"): S.WITHDRAWN,
    ("lapse", S.DRAFT, "system"): S.LAPSED,
    ("lapse", S.SUBMITTED, "system"): S.LAPSED,
    ("lapse", S.ELIGIBLE, "system"): S.LAPSED,
    ("award", S.ELIGIBLE, "system"): S.AWARDED,
    ("mark_not_awarded", S.ELIGIBLE, "system"): S.NOT_AWARDED,
    **{("confirm_eligibility", S.SUBMITTED, who): S.ELIGIBLE for who in ("staff", "operator", "system")},
    **{("declare_ineligible", S.SUBMITTED, who): S.INELIGIBLE for who in ("staff", "operator", "system")},
}
OPENED_FIRST = {"confirm_eligibility", "declare_ineligible"}


@pytest.mark.parametrize("action", [t.action for t in WORKFLOW.transitions])
@pytest.mark.parametrize("status", S)
def test_every_action_from_every_state(parties: Parties, action: str, status: S) -> None:
    wrong = []
    for name, actor in parties.actors.items():
        opened = status in JUDGED or (status is S.SUBMITTED and action in OPENED_FIRST)
        bid = make_bid(status, parties.challenge(), parties.lead, opened=opened)
        number, before = bid.id, db.session.scalar(select(func.count()).select_from(AuditEntry))
        try:
            with transaction():
                if action == "submit":  # the columns its service writes with it
                    bid.submitted_at, bid.sealed_content = clock.now(), bid.sealed_draft
                WORKFLOW.apply(bid, action, actor, "理由")
            reached = bid.status
        except DomainError:
            reached = None
            assert db.session.get(type(bid), number).status is status
            assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before
        if reached is not LEGAL.get((action, status, name)):
            wrong.append(f"{action} {status.value} {name}: {reached}")
    assert wrong == []

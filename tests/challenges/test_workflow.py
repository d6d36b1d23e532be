"""Every state with every action, and what the guards refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matchmaker.challenges.vocabulary import ChallengeStatus, FundingKind
from matchmaker.challenges.workflow import WORKFLOW
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.organizations.models import Organization, OrganizationStatus
from tests.factories.challenges import make_challenge
from tests.factories.organizations import make_organization

S = ChallengeStatus
# action → who does it, from where, to where
TABLE = {
    "submit": ("sponsor", {S.DRAFT}, S.SCREENING),
    "return_for_revision": ("staff", {S.SCREENING, S.ASSESSING}, S.DRAFT),
    "assess": ("staff", {S.SCREENING}, S.ASSESSING),
    "give_notice": ("staff", {S.ASSESSING}, S.ON_NOTICE),
    "publish": ("staff", {S.SCREENING, S.ON_NOTICE}, S.OPEN),
    "reject": ("staff", {S.SCREENING, S.ASSESSING, S.ON_NOTICE}, S.REJECTED),
    "close": ("staff", {S.OPEN}, S.CLOSED),
    "reopen": ("staff", {S.CLOSED}, S.OPEN),
    "start_evaluation": ("staff", {S.CLOSED}, S.EVALUATING),
    "award": ("system", {S.EVALUATING}, S.AWARDED),
    "declare_unsuccessful": ("sponsor", {S.CLOSED, S.EVALUATING}, S.UNSUCCESSFUL),
    "withdraw": ("sponsor", {S.DRAFT, S.SCREENING, S.ASSESSING, S.ON_NOTICE, S.OPEN, S.CLOSED}, S.WITHDRAWN),
}


def test_the_table_names_every_action() -> None:
    assert {t.action for t in WORKFLOW.transitions} == set(TABLE)
    assert {S.AWARDED, S.UNSUCCESSFUL, S.WITHDRAWN, S.REJECTED} == WORKFLOW.final


def prepared(status: S, org: Organization):
    """A challenge whose columns allow any next state, so that only the workflow decides."""
    now = clock.now()
    return make_challenge(
        status, sponsor=org, is_declared_open=True, submitted_at=now, published_at=now, closed_at=now,
        expires_on=clock.today() + timedelta(days=30), deadline_at=now + timedelta(days=9),
        need_notice_starts_on=clock.today() - timedelta(days=9), need_notice_ends_on=clock.today() - timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize("action", TABLE)
@pytest.mark.parametrize("status", S)
def test_every_state_and_action(
    actors: dict[str, Actor], sponsor_org: Organization, status: S, action: str
) -> None:
    who, sources, target = TABLE[action]
    challenge = prepared(status, sponsor_org)
    if status not in sources:
        with pytest.raises(IllegalTransition):
            WORKFLOW.apply(challenge, action, actors[who], "理由")
        assert challenge.status is status
        return
    WORKFLOW.apply(challenge, action, actors[who], "理由")
    assert challenge.status is target
    entry = audit.timeline("challenge", challenge.id)[0]
    assert (entry.action, entry.before, entry.after) == (action, status.value, target.value)


@pytest.mark.parametrize("action", TABLE)
def test_others_may_not(actors: dict[str, Actor], sponsor_org: Organization, action: str) -> None:
    who, sources, _target = TABLE[action]
    challenge = prepared(next(iter(sources)), sponsor_org)
    outsiders = {"anonymous", "other", "loner", "broker"} | {"sponsor", "staff"} - {who}
    outsiders -= {"sponsor"} if action == "close" else set()  # a sponsor who has found a partner closes early
    outsiders -= {"staff"} if action == "declare_unsuccessful" else set()
    for name in outsiders:
        with pytest.raises(PermissionDenied):
            WORKFLOW.apply(challenge, action, actors[name], "理由")


@pytest.mark.parametrize(
    "action", ["return_for_revision", "reject", "close", "declare_unsuccessful", "withdraw"]
)
def test_a_reason_is_demanded(actors: dict[str, Actor], sponsor_org: Organization, action: str) -> None:
    who, sources, _target = TABLE[action]
    with pytest.raises(GuardFailed) as refusal:
        WORKFLOW.apply(prepared(next(iter(sources)), sponsor_org), action, actors[who], "  ")
    assert "note" in refusal.value.errors


@pytest.mark.parametrize("status", [s for s in OrganizationStatus if s is not OrganizationStatus.VERIFIED])
def test_only_verified_organizations_hand_in(actors: dict[str, Actor], status: OrganizationStatus) -> None:
    org = make_organization(status)
    challenge = make_challenge(S.DRAFT, sponsor=org, is_declared_open=True)
    member = Actor(user_id=5, organization_id=org.id, name="成员")
    with pytest.raises(GuardFailed) as refusal:
        WORKFLOW.apply(challenge, "submit", member)
    assert "核验" in str(refusal.value.message)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"), ({"summary": ""}, "summary"), ({"problem": ""}, "problem"),
        ({"domain_code": ""}, "domain_code"), ({"industry_code": ""}, "industry_code"), ({"rows": ()}, "indicators"),
        ({"funding_kind": None}, "funding_kind"), ({"funding_amount": None}, "funding_amount"),
        ({"ends_on": None}, "ends_on"), ({"deadline_at": None}, "deadline_on"), ({"cooperation_modes": []}, "cooperation_modes"),
        ({"ip_ownership": ""}, "ip_ownership"), ({"contact_name": ""}, "contact_name"), ({"contact_phone": ""}, "contact_phone"),
    ],
)  # fmt: skip
def test_gaps_hinder_handing_in(
    sponsor: Actor, sponsor_org: Organization, change: dict[str, object], field: str
) -> None:
    challenge = make_challenge(S.DRAFT, sponsor=sponsor_org, is_declared_open=True, **change)
    with pytest.raises(GuardFailed) as refusal:
        WORKFLOW.apply(challenge, "submit", sponsor)
    assert set(refusal.value.errors) == {field}


def test_past_days_hinder_handing_in(sponsor: Actor, sponsor_org: Organization) -> None:
    past = clock.now() - timedelta(minutes=1)
    challenge = make_challenge(
        S.DRAFT,
        sponsor=sponsor_org,
        is_declared_open=True,
        deadline_at=past,
        ends_on=clock.today() - timedelta(days=1),
    )
    with pytest.raises(GuardFailed) as refusal:
        WORKFLOW.apply(challenge, "submit", sponsor)
    assert set(refusal.value.errors) == {"deadline_on", "ends_on"}


def test_negotiable_needs_no_amount(sponsor: Actor, sponsor_org: Organization) -> None:
    challenge = make_challenge(
        S.DRAFT,
        sponsor=sponsor_org,
        is_declared_open=True,
        funding_kind=FundingKind.NEGOTIABLE,
        funding_amount=None,
    )
    WORKFLOW.apply(challenge, "submit", sponsor)
    assert challenge.status is S.SCREENING


def test_buttons_are_those_that_would_succeed(actors: dict[str, Actor], sponsor_org: Organization) -> None:
    challenge = prepared(S.OPEN, sponsor_org)
    offered = {
        name: {t.action for t in WORKFLOW.available(challenge, actor)} for name, actor in actors.items()
    }
    assert offered["sponsor"] == {"close", "withdraw"}
    assert offered["staff"] == {"close"}
    assert offered["other"] == offered["anonymous"] == set()

"""The demo world loads, is as large as promised, and keeps the rules that the forms keep."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker.accounts.models import User
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.patents import read_application_number
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.bids.completeness import missing
from matchmaker.bids.content import BidContent
from matchmaker.bids.models import Bid
from matchmaker.bids.reading import handed_in_bytes
from matchmaker.bids.responses import answered
from matchmaker.bids.vocabulary import BidStatus
from matchmaker.calls.models import Call
from matchmaker.calls.vocabulary import CallStatus
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.devdata.accounts import DEMO_ACCOUNTS
from matchmaker.devdata.loader import WorldExists, load_world
from matchmaker.devdata.world_files import entries
from matchmaker.evaluations.models import Evaluation
from matchmaker.evaluations.recusal import conflicts, parties_of
from matchmaker.evaluations.services.closing import computed_result
from matchmaker.evaluations.vocabulary import EvaluationStatus
from matchmaker.experts.models import Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel.secrecy import refusals
from matchmaker.organizations.credit_code import complaint
from matchmaker.organizations.models import Membership, Organization, OrganizationStatus


@pytest.fixture
def world(app: Flask) -> Flask:
    load_world(lambda _text: None)
    return app


def states(model: type) -> Counter[object]:
    return Counter(db.session.scalars(select(model.status)))


def test_size_and_states(world: Flask) -> None:
    needs, offers, experts = states(Challenge), states(Achievement), states(Expert)
    assert sum(needs.values()) >= 60
    assert sum(offers.values()) >= 150
    assert sum(experts.values()) >= 40
    assert sum(states(Organization).values()) >= 25
    assert set(needs) == set(ChallengeStatus)
    assert set(offers) == set(AchievementStatus)
    assert set(experts) == set(ExpertStatus)
    assert set(states(Organization)) == set(OrganizationStatus)


def test_bids_are_complete_and_sealed_where_they_should_be(world: Flask) -> None:
    bids = db.session.scalars(select(Bid)).all()
    assert {bid.status for bid in bids} >= {BidStatus.SUBMITTED, BidStatus.ELIGIBLE, BidStatus.AWARDED}
    with world.test_request_context():
        for bid in bids:
            content = BidContent.from_bytes(handed_in_bytes(bid))
            needs = [row.to_indicator() for row in bid.challenge.indicators]
            gaps = missing(bid, content, answered(needs, content.responses))
            assert set(gaps) <= {"responses"} and (bid.status is BidStatus.INELIGIBLE or not gaps), (
                bid.public_id
            )
            assert (bid.opened_at is None) == (bid.challenge.status is ChallengeStatus.OPEN)
    for evaluation in db.session.scalars(select(Evaluation)):
        parties = parties_of(evaluation.challenge, [sheet.bid for sheet in evaluation.sheets])
        assert conflicts([one.expert for one in evaluation.panelists], parties) == {}
        assert evaluation.result in ([], computed_result(evaluation))


def test_calls_have_sound_rules_and_needs(world: Flask) -> None:
    calls = db.session.scalars(select(Call)).all()
    assert {call.status for call in calls} == {CallStatus.DRAFT, CallStatus.OPEN, CallStatus.CLOSED}
    with world.test_request_context():
        assert [call.rules.problems() for call in calls] == [{}, {}, {}]
    needs = db.session.scalars(select(Challenge).where(Challenge.call_id.is_not(None))).all()
    assert len(needs) == 3
    assert {need.call.status for need in needs} == {CallStatus.CLOSED}


def test_every_demo_account_can_be_used(world: Flask) -> None:
    for account in DEMO_ACCOUNTS:
        user = db.session.scalars(select(User).where(User.email == account.email)).one()
        assert user.active
        assert user.confirmed_at
        member = select(Membership.id).where(Membership.user_id == user.id)
        assert (db.session.scalar(member) is not None) == bool(account.organization)


def test_the_demo_expert_has_a_profile_and_sits_on_the_demo_panel(world: Flask) -> None:
    user = db.session.scalars(select(User).where(User.email == "expert@demo.example")).one()
    profile = db.session.scalars(select(Expert).where(Expert.user_id == user.id)).one()
    scoring = select(Evaluation).where(Evaluation.status == EvaluationStatus.SCORING)
    assert profile in [one.expert for one in db.session.scalars(scoring).one().panelists]


def test_loading_twice_changes_nothing(world: Flask) -> None:
    with pytest.raises(WorldExists):
        load_world(lambda _text: None)


def test_fictional_organizations_are_marked(world: Flask) -> None:
    for organization in db.session.scalars(select(Organization)):
        assert "示例" in organization.name
        if organization.credit_code:
            assert complaint(organization.credit_code) is None, organization.name


@pytest.mark.parametrize("kind", ["challenges", "achievements", "experts"])
def test_texts_hold_nothing_that_forms_refuse(app: Flask, kind: str) -> None:
    own = {"contact_phone", "contact_email", "contact_name", "key", "orcid"}
    with app.test_request_context():
        for entry in entries(kind):
            public = {
                name: value
                for name, value in entry.items()
                if name not in own and isinstance(value, (str, list))
            }
            assert refusals(public) == {}, entry["key"]


def test_patent_numbers_have_their_check_digit(app: Flask) -> None:
    with app.test_request_context():
        for entry in entries("achievements"):
            for right in entry.get("intellectual_property", ()):
                if number := right.get("application_number"):
                    assert read_application_number(str(number)).is_good, entry["key"]

"""A race: when its teams are compared, what a decision does, and what no team sees of another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.contracts import services
from matchmaker.contracts.models import RaceDecision
from matchmaker.contracts.policy import RACE_POLICY, RacePermission
from matchmaker.contracts.races import stage_of, teams_left
from matchmaker.contracts.schedule import sums
from matchmaker.contracts.vocabulary import ContractStatus, MilestoneStatus, SettlementStatus
from matchmaker.dashboards.queries import tasks_for
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.money import WAN
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from tests.bids.conftest import acts_for
from tests.factories.accounts import make_user
from tests.factories.bids import make_team
from tests.factories.races import Race
from tests.support.people import actor_with

ClientAs = Callable[[Actor], FlaskClient]
MARK = "淘汰理由暗号庚辛"


@pytest.fixture
def race(app: Flask) -> Race:
    return Race()


def decide(race: Race, *places: int, stage: int = 1, reason: str = MARK) -> None:
    ids = [one.id for one in race.contracts]
    with transaction():
        services.decide_stage(
            acts_for(race.sponsor),
            race.challenge,
            stage,
            {ids[n] for n in places},
            dict.fromkeys(ids, reason),
        )


def has_task(race: Race) -> bool:
    return any("评比赛马" in one.words for one in tasks_for(acts_for(race.sponsor)))


def test_teams_are_compared_when_all_are_judged(race: Race) -> None:
    race.accept(0)
    assert stage_of(race.challenge).waiting == [race.contracts[1]] and not has_task(race)
    with pytest.raises(IllegalTransition):
        decide(race, 0)
    race.contracts[1].milestones[0].fails = 1
    db.session.commit()
    assert stage_of(race.challenge).is_ready and has_task(race)


def test_or_when_its_day_is_long_over(race: Race) -> None:
    race.accept(0)
    race.contracts[1].milestones[0].due_on = date(2026, 12, 1)
    db.session.commit()
    for days, is_ready in ((21, False), (22, True)):  # ten working days later is 15 December
        with clock.frozen(clock.now() + timedelta(days=days)):
            assert stage_of(race.challenge).is_ready is is_ready, days


def test_who_does_not_go_on_is_paid_and_not_at_fault(race: Race) -> None:
    for place in (0, 1):
        race.accept(place)
    kept, gone = race.contracts
    decide(race, 0)
    assert (kept.status, gone.status) == (ContractStatus.ACTIVE, ContractStatus.TERMINATED)
    assert (gone.is_eliminated, gone.ended_reason, kept.is_eliminated) == (True, MARK, False)
    assert [one.status for one in gone.milestones] == [MilestoneStatus.ACCEPTED, MilestoneStatus.CANCELLED]
    assert (sums(gone).due, sums(gone).cancelled) == (40 * WAN, 60 * WAN)
    with transaction():
        services.record_payment(acts_for(race.sponsor), gone.settlements[0], clock.today())
    assert gone.settlements[0].status is SettlementStatus.PAID
    row = db.session.scalars(db.select(RaceDecision)).one()
    assert (row.stage, row.teams_left, teams_left(race.challenge)) == (1, 1, 1)
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "race_stage")).one()
    assert entry.details["eliminated"] == {gone.public_id: MARK}
    assert stage_of(race.challenge) is None  # one team: nothing to compare any more
    with pytest.raises(IllegalTransition), transaction():
        services.draft_contract(gone.award)


def test_only_that_team_is_told_the_reason(race: Race) -> None:
    for place in (0, 1):
        race.accept(place)
    decide(race, 0)
    mails = [one for one in db.session.scalars(db.select(Delivery)) if MARK in one.text]
    assert {one.recipient for one in mails} == {race.teams[1][1].email}


def test_everybody_may_go_on_to_the_next_stage(race: Race) -> None:
    for place in (0, 1):
        race.accept(place)
    decide(race, 0, 1)
    assert stage_of(race.challenge).number == 2 and not stage_of(race.challenge).is_ready
    with pytest.raises(IllegalTransition):
        decide(race, 0)


def test_refusals(race: Race) -> None:
    for place in (0, 1):
        race.accept(place)
    ids = [one.id for one in race.contracts]
    with pytest.raises(GuardFailed) as failure:
        decide(race)
    assert list(failure.value.errors) == ["going_on"]
    with pytest.raises(GuardFailed) as failure:
        decide(race, 0, reason=" ")
    assert list(failure.value.errors) == [f"reason_{ids[1]}"]
    with pytest.raises(PermissionDenied), transaction():
        services.decide_stage(acts_for(race.teams[0]), race.challenge, 1, {ids[0]}, {ids[1]: "x"})
    assert {one.status for one in race.contracts} == {ContractStatus.ACTIVE}


def test_who_compares_and_who_decides(race: Race) -> None:
    staff = actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)
    sponsor, team = acts_for(race.sponsor), acts_for(race.teams[0])
    actors = {
        "anonymous": ANONYMOUS,
        "staff": staff,
        "sponsor": sponsor,
        "team": team,
        "other": acts_for(make_team()),
    }

    def may(permission: RacePermission) -> set[str]:
        return {name for name, one in actors.items() if RACE_POLICY.can(one, permission, race.challenge)}

    assert may(RacePermission.READ) == {"staff", "sponsor"}
    assert may(RacePermission.DECIDE) == {"sponsor"}
    assert not RACE_POLICY.can(SYSTEM, RacePermission.DECIDE, race.challenge)


def test_the_pages_and_what_no_team_sees_of_another(
    race: Race, client_as: ClientAs, client: FlaskClient
) -> None:
    for place in (0, 1):
        race.accept(place)
    base, board = f"/contracts/race/{race.challenge.public_id}", f"/challenges/{race.challenge.public_id}"
    one, two = race.contracts
    sponsor, teams = client_as(acts_for(race.sponsor)), [client_as(acts_for(team)) for team in race.teams]
    page = sponsor.get(base).text
    assert "赛马团队 0" in page and "赛马团队 1" in page and "第 1 步" in page and "未测定" in page
    assert "还有 2 个团队" in client.get(board).text
    refused = sponsor.post(f"{base}/decide", data={"stage": 1, "going_on": one.id, f"reason_{two.id}": ""})
    assert refused.status_code == 422 and f'value="{one.id}" checked' in refused.text
    data = {"stage": 1, "going_on": one.id, f"reason_{two.id}": MARK}
    assert teams[0].post(f"{base}/decide", data=data).status_code == 403
    assert sponsor.post(f"{base}/decide", data=data).status_code == 303
    assert sponsor.post(f"{base}/decide", data=data).status_code == 409
    assert MARK in sponsor.get(base).text and "赛马淘汰" in teams[1].get(f"/contracts/{two.public_id}").text
    assert MARK in teams[1].get(f"/contracts/{two.public_id}").text
    assert "还有 1 个团队" in client.get(board).text
    for web, other, own in ((teams[0], two, one), (teams[1], one, two)):
        assert web.get(f"/contracts/{own.public_id}").status_code == 200
        assert web.get(base).status_code == 403
        for address in (f"/contracts/{other.public_id}", f"/bids/{other.award.bid.public_id}"):
            assert web.get(address).status_code == 404, address
        assert other.public_id not in web.get("/contracts/").text
    public = (
        board,
        "/notices/",
        f"/notices/{two.award.public_id}",
        f"/challenges/{race.challenge.public_id}/print",
    )
    for web in (client, teams[0]):
        assert not any(MARK in web.get(address).text for address in (*public, "/contracts/", "/agenda/"))

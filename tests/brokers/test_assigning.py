"""Giving items out by rule and by hand, giving them back, standing in, and what lies in a broker's scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matchmaker.brokers import assignment_queries, queries, services
from matchmaker.brokers.assignment_models import Assignment
from matchmaker.brokers.assignment_policy import POLICY, AssignmentPermission
from matchmaker.brokers.assignment_workflow import WORKFLOW
from matchmaker.brokers.items import Item
from matchmaker.brokers.models import Broker
from matchmaker.brokers.vocabulary import AssignmentOrigin, AssignmentStatus, BrokerStatus, ItemKind
from matchmaker.challenges.events import ChallengeClosed, ChallengePublished
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.events import publish
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.models import Match
from matchmaker.notifications.models import Delivery
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.brokers import make_broker
from tests.factories.challenges import make_challenge
from tests.support.people import actor_with
from tests.support.queries import count_queries

S = AssignmentStatus


def broker_with_account(**values: object) -> tuple[Broker, Actor]:
    user = make_user(Role.BROKER)
    return make_broker(user_id=user.id, **values), actor_with(Role.BROKER, None, user.id)


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


def rule(staff: Actor, broker: Broker, **values: object) -> None:
    parts = {"item_kind": "", "domain_code": "", "region_code": "", "priority": 1} | values
    with transaction():
        services.add_rule(staff, broker, **parts)  # type: ignore[arg-type]


def live() -> list[tuple[int, str]]:
    query = select(Assignment).where(Assignment.status == S.OPEN).order_by(Assignment.id)
    return [(one.broker_id, one.item.public_id) for one in db.session.scalars(query)]


def test_publication_assigns_and_closing_releases(staff: Actor) -> None:
    broker, _me = broker_with_account()
    rule(staff, broker)
    need = make_challenge()
    with transaction():
        publish(ChallengePublished(need.id))
    assert live() == [(broker.id, need.public_id)]
    assert db.session.query(Delivery).filter_by(kind="AssignmentMade").count() == 1
    with transaction():
        publish(ChallengeClosed(need.id))
    assert live() == [] and db.session.query(Assignment).one().status is S.RELEASED


def test_the_sweep_balances_what_was_missed_at_a_fixed_cost(staff: Actor) -> None:
    first, second = make_broker(capacity=2), make_broker(capacity=4)
    needs = [make_challenge() for _n in range(5)]
    make_achievement()
    with transaction():
        assert services.sweep_due() == 0
    rule(staff, first)
    rule(staff, second)
    with transaction():
        assert services.sweep_due() == 6
    held = [broker for broker, _item in live()]
    assert (held.count(first.id), held.count(second.id)) == (2, 4)  # full, both
    make_challenge()
    with transaction(), count_queries() as seen:
        assert services.sweep_due() == 0
    assert len(seen) <= 10
    needs[0].status = needs[1].status = ChallengeStatus.WITHDRAWN
    db.session.commit()
    with transaction():
        assert (services.release_due(), services.release_due(), services.sweep_due()) == (2, 0, 1)


def test_items_no_rule_speaks_of_do_not_stand_in_the_way(
    staff: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker, _older = make_broker(), make_challenge(domain_code="agriculture")
    need = make_challenge(domain_code="environment")
    rule(staff, broker, domain_code="environment")
    monkeypatch.setattr("matchmaker.brokers.services.assigning.AT_ONCE", 1)
    with transaction():
        assert services.sweep_due() == 1
    assert live() == [(broker.id, need.public_id)]


def test_by_hand_the_second_of_two_is_told(staff: Actor) -> None:
    broker, other = make_broker(), make_broker()
    item = Item.of(make_challenge())
    with transaction():
        services.assign_item(staff, item, broker)
    with pytest.raises(Conflict), transaction():
        services.assign_item(staff, item, other)
    twin = Assignment(broker_id=other.id, challenge_id=item.id, origin=AssignmentOrigin.STAFF)
    with (
        pytest.raises(IntegrityError),
        transaction() as session,
    ):  # the table itself, whatever the service has read
        session.add(twin)
    old = make_broker(valid_until=clock.today() - timedelta(days=1))
    with pytest.raises(GuardFailed), transaction():
        services.assign_item(staff, Item.of(make_challenge()), old)
    with pytest.raises(PermissionDenied), transaction():
        services.assign_item(actor_with(Role.BROKER), item, broker)


def test_declining_goes_to_the_next_and_comes_back_to_nobody(staff: Actor) -> None:
    (first, me), (second, you) = broker_with_account(), broker_with_account()
    rule(staff, first)
    rule(staff, second, priority=2)
    item = Item.of(make_challenge())
    with transaction():
        mine = services.assign_by_rule(item)
    assert mine is not None and mine.broker_id == first.id
    with pytest.raises(GuardFailed), transaction():
        services.decline_assignment(me, mine, " ")
    with pytest.raises(PermissionDenied), transaction():
        services.decline_assignment(you, mine, "不熟")
    with transaction():
        next_one = services.decline_assignment(me, mine, "不熟")
    assert next_one is not None and next_one.broker_id == second.id
    with transaction():
        assert services.decline_assignment(you, next_one, "不熟") is None
        assert services.sweep_due() == 0
    with pytest.raises(IllegalTransition), transaction():
        services.decline_assignment(me, mine, "再次")


def test_reassigning_needs_a_reason_and_another_person(staff: Actor) -> None:
    first, second = make_broker(), make_broker()
    item = Item.of(make_achievement())
    with transaction():
        one = services.assign_item(staff, item, first)
    for broker, reason in ((first, "理由"), (second, "")):
        with pytest.raises(GuardFailed), transaction():
            services.reassign_item(staff, one, broker, reason)
    with transaction():
        services.reassign_item(staff, one, second, "换人")
    assert live() == [(second.id, item.public_id)] and one.reason == "换人"


def test_a_deputy_gets_the_new_and_sees_the_open(staff: Actor) -> None:
    (away, me), (deputy, you) = broker_with_account(), broker_with_account()
    rule(staff, away)
    old, new = make_challenge(), make_achievement()
    with transaction():
        services.assign_by_rule(Item.of(old))
        absence = services.add_absence(me, away, deputy, clock.today(), clock.today() + timedelta(days=3))
        services.assign_by_rule(Item.of(new))
    assert live() == [(away.id, old.public_id), (deputy.id, new.public_id)]
    assert {one.item.public_id for one in assignment_queries.own_items(you).items} == {
        old.public_id,
        new.public_id,
    }
    held = db.session.query(Assignment).filter_by(broker_id=away.id).one()
    assert POLICY.can(you, AssignmentPermission.DECLINE, held)
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert queries.scope_of(you).broker_ids == {deputy.id}
        assert not POLICY.can(you, AssignmentPermission.READ, held)
    with pytest.raises(PermissionDenied), transaction():
        services.remove_absence(you, away, absence.id)
    for who, start, end in ((away, 0, 1), (deputy, 2, 1), (deputy, -3, -2)):
        days = (clock.today() + timedelta(days=start), clock.today() + timedelta(days=end))
        with pytest.raises(GuardFailed), transaction():
            services.add_absence(me, away, who, *days)
    with transaction():
        services.remove_absence(me, away, absence.id)
    assert queries.scope_of(you).broker_ids == {deputy.id}


def test_the_scope_is_a_condition_over_pairs(staff: Actor) -> None:
    broker, me = broker_with_account()
    need, offer, other = make_challenge(), make_achievement(), make_challenge()
    with transaction() as session:
        services.assign_item(staff, Item.of(need), broker)
        services.assign_item(staff, Item.of(offer), broker)
        for challenge, kind, target in (
            (need.id, "expert", 1),
            (other.id, "achievement", offer.id),
            (other.id, "expert", offer.id),
        ):
            session.add(
                Match(
                    challenge_id=challenge, target_kind=kind, target_id=target, score=50, scorer_version="t"
                )
            )

    def pairs(actor: Actor) -> set[tuple[int, str]]:
        scope = queries.scope_of(actor)
        seen = scope.condition(Match.challenge_id, Match.target_kind, Match.target_id)
        return {
            (one.challenge_id, one.target_kind.value) for one in db.session.scalars(select(Match).where(seen))
        }

    assert pairs(me) == {(need.id, "expert"), (other.id, "achievement")}
    broker.status = BrokerStatus.DRAFT  # changing the profile does not take the items away
    db.session.commit()
    assert len(pairs(me)) == 2
    broker.status = BrokerStatus.SUSPENDED
    db.session.commit()
    assert pairs(me) == set()
    for stranger in (ANONYMOUS, staff, broker_with_account()[1]):
        assert pairs(stranger) == set()


def test_every_action_from_every_state(staff: Actor) -> None:
    broker, me = broker_with_account()
    with transaction():
        one = services.assign_item(staff, Item.of(make_challenge()), broker)
    doers = {"decline": {"me"}, "reassign": {"staff", "system"}, "release": {"system"}}
    people = {
        "me": me,
        "staff": staff,
        "system": SYSTEM,
        "anonymous": ANONYMOUS,
        "other": actor_with(Role.BROKER, None, 999),
    }
    with db.session.no_autoflush:
        for transition in WORKFLOW.transitions:
            for state in S:
                for name, actor in people.items():
                    one.status = state
                    if name not in doers[transition.action]:
                        with pytest.raises(PermissionDenied):
                            WORKFLOW.apply(one, transition.action, actor, "理由")
                    elif state is not S.OPEN:
                        with pytest.raises(IllegalTransition):
                            WORKFLOW.apply(one, transition.action, actor, "理由")
                    else:
                        WORKFLOW.apply(one, transition.action, actor, "理由")
                        assert one.status is transition.target
    db.session.rollback()


def test_only_running_items_wait_for_a_broker(app: Flask) -> None:
    make_challenge(status=ChallengeStatus.CLOSED)
    make_challenge()
    assert assignment_queries.unassigned_counts() == {ItemKind.CHALLENGE: 1, ItemKind.ACHIEVEMENT: 0}

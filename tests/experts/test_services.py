"""What the services do, refuse, record and tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from matchmaker.experts import services
from matchmaker.experts.models import Availability, ContactRequest, Expert, ExpertStatus
from matchmaker.extensions import db
from matchmaker.kernel import audit, clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from tests.conftest import NOW
from tests.factories.accounts import make_user
from tests.factories.experts import make_expert
from tests.factories.organizations import make_organization
from tests.support.people import actor_with

S = ExpertStatus


def person(role: Role = Role.EXPERT, organization_id: int | None = None) -> Actor:
    return actor_with(role, organization_id, make_user(role).id)


@pytest.fixture
def me(app: Flask) -> Actor:
    return person()


@pytest.fixture
def manager(app: Flask) -> Actor:
    return person(Role.SUB_CENTRE_MANAGER)


def test_one_profile_with_a_number_and_the_employer(app: Flask) -> None:
    employer = make_organization()
    actor = person(Role.EXPERT, employer.id)
    with transaction():
        first = services.create_expert(actor, {"name": "示例"})
    with transaction():
        again = services.create_expert(actor, {"name": "另一个"})
    assert (first.public_id, first.employer_shown, again.id) == ("WHE-2026-0001", employer.name, first.id)
    assert first.name == "示例" and db.session.query(Expert).count() == 1


def test_saving_needs_a_draft_of_ones_own_and_the_present_version(me: Actor) -> None:
    draft = make_expert(S.DRAFT, user_id=me.user_id)
    with transaction():
        services.save_expert(me, draft, {"keywords": ["膜"]}, draft.version)
    with pytest.raises(Conflict), transaction():
        services.save_expert(me, draft, {"keywords": []}, 1)
    with pytest.raises(PermissionDenied), transaction():
        services.save_expert(me, make_expert(), {"name": "x"})
    with pytest.raises(ValueError, match="status"), transaction():
        services.save_expert(me, draft, {"status": "listed"})


def test_round_trip(me: Actor, manager: Actor) -> None:
    expert = make_expert(S.DRAFT, user_id=me.user_id)
    with transaction():
        services.submit_expert(me, expert)
        services.return_for_revision(manager, expert, "补充学科", {"keywords": "太宽", "name": ""})
    assert expert.revision_notes == {"": "补充学科", "keywords": "太宽"}
    with transaction():
        services.submit_expert(me, expert)
        services.list_expert(manager, expert)
        services.hide_expert(me, expert)
        services.show_expert(me, expert)
        services.revise_expert(me, expert)
    assert (expert.status, expert.revision_notes) == (S.DRAFT, {})
    assert expert.confirmed_on == clock.today()
    with pytest.raises(IllegalTransition), transaction():
        services.show_expert(me, expert)


def test_a_rejected_expert_may_try_again(me: Actor, manager: Actor) -> None:
    expert = make_expert(user_id=me.user_id)
    with pytest.raises(GuardFailed), transaction():
        services.reject_expert(manager, expert, "")
    with transaction():
        services.reject_expert(manager, expert, "冒用他人姓名")
        services.revise_expert(me, expert)
    assert expert.status is S.DRAFT


def test_availability_changes_without_screening(me: Actor) -> None:
    expert = make_expert(user_id=me.user_id)
    with transaction():
        services.set_availability(me, expert, Availability.BUSY)
    assert (expert.status, expert.availability) == (S.LISTED, Availability.BUSY)
    assert audit.timeline("expert", expert.id)[0].after == "busy"


def ask(actor: Actor, expert: Expert) -> ContactRequest:
    with transaction():
        return services.request_contact(actor, expert, "膜的寿命", "想请教", "0473-0000000")


def test_a_request_is_stored_with_its_sender_and_recorded(me: Actor) -> None:
    company = make_organization()
    sender, expert = person(Role.ENTERPRISE_MEMBER, company.id), make_expert(user_id=me.user_id)
    request = ask(sender, expert)
    assert (request.sender_id, request.organization_id, request.seen_at) == (sender.user_id, company.id, None)
    entry = audit.timeline("expert", expert.id)[0]
    assert (entry.action, entry.actor_id, entry.note) == ("contact", sender.user_id, "膜的寿命")
    with transaction():
        services.mark_seen(me, expert, request)
    assert request.seen_at == clock.now()
    with pytest.raises(PermissionDenied), transaction():
        services.mark_seen(sender, expert, request)


def test_five_requests_a_day_whoever_they_go_to(app: Flask) -> None:
    sender, other = person(Role.ENTERPRISE_MEMBER), person(Role.ENTERPRISE_MEMBER)
    experts = [make_expert() for _n in range(6)]
    for expert in experts[:5]:
        ask(sender, expert)
    with pytest.raises(GuardFailed) as refused:
        ask(sender, experts[5])
    assert "message" in refused.value.errors
    ask(other, experts[5])
    assert db.session.query(ContactRequest).count() == 6
    with clock.frozen(NOW + timedelta(hours=14)):  # midnight in Beijing has passed
        ask(sender, experts[5])


@pytest.mark.parametrize("status", [s for s in S if s is not S.LISTED])
def test_only_listed_experts_are_asked(app: Flask, status: ExpertStatus) -> None:
    with pytest.raises(PermissionDenied):
        ask(person(Role.ENTERPRISE_MEMBER), make_expert(status))


def test_nobody_asks_himself_or_the_busy(me: Actor) -> None:
    with pytest.raises(PermissionDenied):
        ask(me, make_expert(user_id=me.user_id))
    with pytest.raises(PermissionDenied):
        ask(me, make_expert(availability=Availability.BUSY))

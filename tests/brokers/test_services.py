"""What the services do, refuse, record and tell; what the directory finds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from matchmaker.brokers import queries, services
from matchmaker.brokers.queries import BrokerFilter
from matchmaker.brokers.vocabulary import BrokerStatus
from matchmaker.extensions import db
from matchmaker.kernel import clock
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.errors import Conflict, GuardFailed, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.notifications.models import Delivery
from tests.conftest import NOW
from tests.factories.accounts import make_user
from tests.factories.brokers import make_broker
from tests.support.people import actor_with
from tests.support.queries import count_queries

S = BrokerStatus


@pytest.fixture
def me(app: Flask) -> Actor:
    return actor_with(Role.BROKER, None, make_user(Role.BROKER).id)


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


def test_one_profile_for_one_account(me: Actor) -> None:
    with transaction():
        first, again = services.create_broker(me, {"name": "甲"}), services.create_broker(me, {"name": "乙"})
    assert (first.public_id, again.id, first.name) == ("WHJ-2026-0001", first.id, "甲")
    company = actor_with(Role.ENTERPRISE_MEMBER, None, make_user(Role.ENTERPRISE_MEMBER).id)
    with pytest.raises(PermissionDenied), transaction():
        services.create_broker(company, {"name": "x"})


def test_saving_needs_the_present_version_and_public_words(me: Actor) -> None:
    draft = make_broker(S.DRAFT, user_id=me.user_id)
    case = {"title": "转让", "year": 2024, "amount": 12_000_000, "text": ""}
    with transaction():
        services.save_broker(me, draft, {"cases": [case], "certificate_number": "13800138000"}, draft.version)
    assert [(one.title, one.amount) for one in draft.cases] == [("转让", 12_000_000)]
    with pytest.raises(Conflict), transaction():
        services.save_broker(me, draft, {"cases": []}, 1)
    with pytest.raises(GuardFailed) as refused, transaction():
        services.save_broker(me, draft, {"introduction": "电话 13800138000"})
    assert "introduction" in refused.value.errors
    with pytest.raises(ValueError, match="status"), transaction():
        services.save_broker(me, draft, {"status": S.LISTED})


def test_a_profile_without_paper_or_out_of_date_is_not_submitted(me: Actor) -> None:
    draft = make_broker(
        S.DRAFT,
        certificate=False,
        user_id=me.user_id,
        level=None,
        valid_until=clock.today() - timedelta(days=1),
    )
    with pytest.raises(GuardFailed) as refused, transaction():
        services.submit_broker(me, draft)
    assert set(refused.value.errors) == {"level", "valid_until", "certificate"}


def test_each_step_tells_whom_it_concerns(me: Actor, staff: Actor) -> None:
    broker = make_broker(S.DRAFT, user_id=me.user_id)
    with transaction():
        services.submit_broker(me, broker)
        services.return_for_revision(staff, broker, "补上发证机构全称")
        services.submit_broker(me, broker)
        services.verify_broker(staff, broker)
        services.suspend_broker(staff, broker, "证书存疑")
        services.restore_broker(staff, broker)
    kinds = {mail.kind for mail in db.session.query(Delivery)}
    assert kinds == {"BrokerSubmitted", "BrokerReturned", "BrokerVerified", "BrokerSuspended"}
    assert broker.revision_note == "" and broker.confirmed_on == clock.today()


def test_reminders_come_once_at_sixty_and_at_fourteen_days(me: Actor) -> None:
    broker = make_broker(user_id=me.user_id, valid_until=clock.today() + timedelta(days=61))

    def reminded(after: int) -> int:
        with clock.frozen(NOW + timedelta(days=after)), transaction():
            return services.remind_due()

    assert [reminded(day) for day in (0, 1, 2, 46, 47, 48, 62)] == [0, 1, 0, 0, 1, 0, 0]
    assert db.session.query(Delivery).filter_by(kind="CertificateExpiring").count() == 2
    with clock.frozen(NOW + timedelta(days=62)):
        assert broker.is_expired


def test_the_directory_finds_by_each_filter(app: Flask) -> None:
    wuhai = make_broker(name="甲", service_kinds=["financing"])
    region = make_broker(name="乙", region_codes=["150000"], domain_codes=["environment"])
    make_broker(S.SUSPENDED, name="丙")

    def found(**args: str) -> list[str]:
        return [one.name for one in queries.directory(BrokerFilter.of(args)).items]

    assert set(found()) == {"甲", "乙"}
    assert found(q="甲") == ["甲"] and found(q="%") == []
    assert found(domain="environment") == ["乙"] and found(service="financing") == ["甲"]
    assert set(found(region="150300")) == {"甲", "乙"} and found(region="150200") == ["乙"]
    assert BrokerFilter.of({"domain": "x", "region": "'", "service": "y"}).is_empty
    wuhai.valid_until = clock.today() - timedelta(days=1)
    db.session.commit()
    assert found() == ["乙", "甲"] and region.is_expired is False


def test_the_directory_costs_the_same_for_many(app: Flask) -> None:
    for _n in range(2):
        make_broker()
    db.session.remove()
    with count_queries() as few:
        page = queries.directory(BrokerFilter())
        assert [one.cases for one in page.items] == [[]] * 2
    for _n in range(8):
        make_broker()
    db.session.remove()
    with count_queries() as many:
        page = queries.directory(BrokerFilter())
        assert [one.cases for one in page.items] == [[]] * 10
    assert len(many) == len(few)

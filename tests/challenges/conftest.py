"""Actors around one challenge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g, request_started

from matchmaker.kernel.actor import ANONYMOUS, SYSTEM, Actor
from matchmaker.kernel.roles import Role
from matchmaker.organizations.models import Organization
from tests.factories.accounts import make_user
from tests.factories.organizations import make_organization
from tests.support.people import actor_with


@pytest.fixture
def sponsor_org(app: Flask) -> Organization:
    return make_organization(
        name="示例电解液公司（示例）", anonymous_label="BDO 一体化企业", anonymous_code="E-017"
    )


@pytest.fixture
def sponsor(sponsor_org: Organization) -> Actor:
    """A member of the organization that posts the need."""
    user = make_user()
    return actor_with(Role.ENTERPRISE_MEMBER, sponsor_org.id, user.id)


@pytest.fixture
def other(app: Flask) -> Actor:
    """A member of another enterprise."""
    return actor_with(Role.ENTERPRISE_MEMBER, make_organization().id, make_user().id)


@pytest.fixture
def loner(app: Flask) -> Actor:
    """Signed in, without an organization."""
    return actor_with(Role.RESEARCHER, None, make_user(Role.RESEARCHER).id)


@pytest.fixture
def staff(app: Flask) -> Actor:
    return actor_with(Role.SUB_CENTRE_MANAGER, None, make_user(Role.SUB_CENTRE_MANAGER).id)


@pytest.fixture
def actors(sponsor: Actor, other: Actor, loner: Actor, staff: Actor) -> dict[str, Actor]:
    """Every kind of actor by name."""
    return {
        "anonymous": ANONYMOUS, "system": SYSTEM, "sponsor": sponsor, "other": other, "loner": loner, "staff": staff,
        "operator": actor_with(Role.OPERATOR, None, 900), "broker": actor_with(Role.BROKER, None, 901),
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _each_request_has_its_actor(app: Flask) -> Iterator[None]:
    """The tests' application context outlives a request, and with it the actor kept in `g`."""

    def forget(*_sender: object, **_more: object) -> None:
        g.pop("actor", None)

    with request_started.connected_to(forget, app):
        yield

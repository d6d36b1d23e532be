"""Accounts the platform makes itself."""

from __future__ import annotations

import pytest
from flask import Flask

from matchmaker.accounts.services import create_account, grant_role
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.errors import GuardFailed, PermissionDenied
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from tests.factories.accounts import make_user
from tests.support.people import actor_with


def test_only_the_platform_makes_accounts(app: Flask) -> None:
    with pytest.raises(PermissionDenied):
        create_account(actor_with(Role.OPERATOR), "x@demo.example", "password-long", "X", [Role.BROKER])
    with pytest.raises(GuardFailed):
        create_account(SYSTEM, "x@demo.example", "password-long", "X", [])


def test_roles(app: Flask) -> None:
    with transaction():
        user = create_account(
            SYSTEM, " X@Demo.Example ", "password-long", "X", [Role.RESEARCHER, Role.EXPERT]
        )
    assert user.email == "x@demo.example"
    assert user.role_set == {Role.RESEARCHER, Role.EXPERT}
    assert user.confirmed_at is not None


def test_granting_twice_changes_nothing(app: Flask) -> None:
    user = make_user(Role.BROKER)
    grant_role(user, Role.BROKER)
    assert len(user.roles) == 1


def test_command(app: Flask) -> None:
    runner = app.test_cli_runner()
    arguments = [
        "accounts",
        "create",
        "op@demo.example",
        "--name",
        "运营",
        "--role",
        "operator",
        "--password",
        "password-long",
    ]
    assert runner.invoke(args=arguments).exit_code == 0
    assert runner.invoke(args=[*arguments[:-3], "emperor"]).exit_code != 0

"""Commands for whoever runs the machine."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from matchmaker.accounts.services import create_account
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction

accounts_cli = AppGroup("accounts", help="Accounts of the platform.")


@accounts_cli.command("create")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]), required=True)
@click.password_option()
def create(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Make a confirmed account, such as the first operator's."""
    with transaction():
        create_account(SYSTEM, email, password, name, [Role(role) for role in roles])
    click.echo(f"{email}: {', '.join(roles)}")

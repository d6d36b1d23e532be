"""``flask devdata``."""

from __future__ import annotations

import click

from matchmaker.devdata.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from matchmaker.devdata.loader import WorldExists, load_world


@click.command("devdata")
def devdata() -> None:
    """Load the demo world into an empty database and print its accounts."""
    try:
        load_world(click.echo)
    except WorldExists as error:
        raise click.ClickException("数据库里已有账号，没有改动任何内容。") from error
    for account in DEMO_ACCOUNTS:
        click.echo(f"{account.email}  {DEMO_PASSWORD}  {account.label}")

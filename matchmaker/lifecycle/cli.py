"""``flask lifecycle tick``."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from matchmaker.lifecycle.schedule import tick

lifecycle_cli = AppGroup("lifecycle", help="Deadlines, expiries, reminders.")


@lifecycle_cli.command("tick")
def tick_command() -> None:
    """Do now what is due; the worker does the same every minute."""
    for name, count in tick().items():
        click.echo(f"{name}: {count}")

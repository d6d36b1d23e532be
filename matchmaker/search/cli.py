"""`flask search drain | rebuild | verify | status`"""

from __future__ import annotations

import json
import time

import click
from flask.cli import AppGroup

from matchmaker.search import indexer, upkeep

search_cli = AppGroup("search", help="The search index.")
_PAUSE = 0.5  # seconds between looks of `drain --forever`


@search_cli.command("drain")
@click.option("--forever", is_flag=True, help="Go on until stopped.")
def drain(forever: bool) -> None:
    """Index what the outbox lists."""
    while True:
        report = indexer.drain_all()
        if report.written or report.deleted or report.failed or not forever:
            click.echo(
                f"written {report.written}, deleted {report.deleted}, failed {report.failed}"
                + (", another process is at work" if report.is_busy else "")
            )
        if not forever:
            return
        time.sleep(_PAUSE)


@search_cli.command("rebuild")
def rebuild() -> None:
    """Build the index anew beside the old one and put it in use."""
    report = upkeep.rebuild(lambda done: click.echo(f"{done} documents"))
    if report.is_busy:
        raise click.ClickException("another process is rebuilding the index")
    click.echo(f"written {report.written}, failed {report.failed}")


@search_cli.command("verify")
def verify() -> None:
    """Compare the index with the database; exit code 1 when they differ."""
    found = upkeep.verify()
    click.echo(
        f"checked {found.checked}, differences {found.count}: missing {len(found.missing)}, "
        f"stale {len(found.stale)}, extra {len(found.extra)}"
    )
    if found.count:
        raise click.exceptions.Exit(1)


@search_cli.command("status")
def status() -> None:
    """Backlog, age, documents and generation as JSON."""
    click.echo(json.dumps(upkeep.status(), ensure_ascii=False))

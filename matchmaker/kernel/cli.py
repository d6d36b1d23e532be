"""Commands over the kernel's registries."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from matchmaker.kernel import audit_chain, workflow

workflow_cli = AppGroup("workflow", help="State machines of the platform.")


@workflow_cli.command("diagram")
@click.argument("name", required=False)
def diagram(name: str | None) -> None:
    """Print one workflow, or all, as Mermaid state diagrams."""
    known = workflow.registered()
    if name is not None and name not in known:
        raise click.BadParameter(f"known workflows: {', '.join(sorted(known))}")
    for key in [name] if name else sorted(known):
        click.echo(f"%% {key}\n{known[key].mermaid()}\n")


audit_cli = AppGroup("audit", help="The trail of all deeds.")


@audit_cli.command("verify")
def verify() -> None:
    """Look through the whole trail; exit code 1 when an entry was changed, is missing, or was put in or moved."""
    found = audit_chain.verify()
    for fault in found.faults:
        click.echo(str(fault), err=True)
    click.echo(f"{found.count} entries, head {found.head}")
    if found.faults:
        raise click.exceptions.Exit(1)

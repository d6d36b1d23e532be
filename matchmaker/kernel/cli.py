"""Commands over the kernel's registries."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from matchmaker.kernel import workflow

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

"""`flask matching train` and `flask matching judgements export`"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.learning import comparing, graded, judgements, services
from matchmaker.learning.comparing import Outcome
from matchmaker.learning.training import GROUPS, Example
from matchmaker.matching import relevance
from matchmaker.matching.cli import LANGUAGE, matching_cli
from matchmaker.matching.weights import current_weights

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@matching_cli.command("train")
@click.option("--corpus", type=_FILE, help="Learn from these files instead of the site's judgements.")
@click.option("--queries", type=_FILE, help="Needs, in the form of `evaluate`.")
@click.option("--qrels", type=_FILE, help="Tab-separated: need, offer, grade 1–4.")
def train(corpus: Path | None, queries: Path | None, qrels: Path | None) -> None:
    """Fit weights on judgements, compare with the present ones, keep as a candidate for staff to use.

    Worse weights are refused with their figures, and the command ends with 1.
    """
    read = _reader(corpus, queries, qrels)
    with force_locale(LANGUAGE):
        with transaction():
            number = services.request_training(SYSTEM).id
        count, outcome = services.train(read)
        with transaction():
            version = services.finish_training(number, count, outcome).scorer_version
        _report(count, outcome)
    if outcome.refusal:
        raise click.ClickException(outcome.refusal)
    click.echo(f"candidate {version}; staff put it into use at /quality/weights/{number}")


def _reader(corpus: Path | None, queries: Path | None, qrels: Path | None) -> Callable[[], list[Example]]:
    if corpus is None and queries is None and qrels is None:
        return judgements.examples
    if corpus is None or queries is None or qrels is None:
        raise click.UsageError("--corpus, --queries and --qrels belong together")
    try:
        texts, needs = relevance.read_texts(corpus), relevance.read_texts(queries)
        grades = relevance.read_grades(qrels)
    except relevance.UnreadableFile as error:
        raise click.ClickException(str(error)) from error
    return lambda: graded.examples_of(texts, needs, grades)


def _report(count: int, outcome: Outcome) -> None:
    present = current_weights()
    click.echo(f"pairs        {count:>10}\n{'nDCG@10':<13}{'old':>10}{'new':>10}{'needs':>8}")
    for name in (comparing.TRAINED_ON, comparing.HELD_BACK, comparing.FIXED):
        if row := outcome.figures.get(name):
            click.echo(f"{name:<13}{row['old']:>10.4f}{row['new']:>10.4f}{row['needs']:>8}")
    for group, (names, *_rest) in GROUPS.items():
        for name in names:
            old, new = present[group][name], outcome.weights[group][name]
            click.echo(f"{group}.{name:<18}{old:>10}{new:>10}{' *' if old != new else ''}")


judgements_cli = AppGroup("judgements", help="What people said about pairs.")
matching_cli.add_command(judgements_cli)


@judgements_cli.command("export")
def export() -> None:
    """Write one line a pair: need, offer, grade 1–4, tab-separated, by public numbers."""
    for need, offer, grade in judgements.qrels():
        sys.stdout.write(f"{need}\t{offer}\t{grade}\n")

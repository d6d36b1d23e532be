"""`flask matching suggest | refresh | compare-indicators | evaluate | grade`"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from matchmaker.indicators.compare import compare_all
from matchmaker.indicators.parse import parse_indicators
from matchmaker.indicators.stated import Indicator
from matchmaker.indicators.verdicts import SEVERITY, Comparison, Verdict, reason_text
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching import bulk, grading, jobs, queries, relevance, services
from matchmaker.matching.sides import NEED
from matchmaker.search.engine import backend

matching_cli = AppGroup("matching", help="Suggestions and their reasons.")
LANGUAGE = "zh"  # of the sentences; commands have no reader whose choice is known
LONGEST_LINE = 200_000  # characters of one JSON line


@matching_cli.command("suggest")
@click.argument("public_id")
@click.option("--kind", default=NEED, type=click.Choice(sorted(services.MATCHED_KINDS)))
def suggest(public_id: str, kind: str) -> None:
    """Compute and print the suggestions of one need, achievement or expert by its public number."""
    subject = queries.load_subject(SYSTEM, kind, public_id)
    with transaction():
        services.refresh_matches([f"{kind}:{subject.id}"])
    finders: dict[str, Callable[..., queries.Suggestions]] = {
        NEED: queries.suggestions_for_challenge,
        "achievement": queries.suggestions_for_achievement,
        "expert": queries.suggestions_for_expert,
    }
    with current_app.test_request_context(base_url=current_app.config["SITE_URL"]), force_locale(LANGUAGE):
        for one in finders[kind](SYSTEM, subject).items:
            words = " ".join(term["text"] for term in one.why.terms)
            click.echo(f"{one.match.score:3d}  {one.title}  [{words}]")


@matching_cli.command("refresh")
@click.option("--processes", default=os.cpu_count() or 1, type=click.IntRange(1, 64), show_default=True)
@click.option("--offerings", is_flag=True, help="Also ask what each offering would find; takes far longer.")
def refresh(processes: int, offerings: bool) -> None:
    """Compute the suggestions of all needs anew, as after a change of weights."""
    report = "\r{} / {} needs"
    failed = bulk.refresh_needs(
        processes, lambda done, of: click.echo(report.format(done, of), err=True, nl=done == of)
    )
    if offerings:
        with transaction():
            services.mark_stale(sorted(backend().stamps()))
        click.echo(f"{jobs.refresh_task()} objects")
    if failed:
        raise click.ClickException(f"{failed} needs failed; they stay marked, the log says why")


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@matching_cli.command("evaluate")
@click.option(
    "--corpus", required=True, type=_FILE, help="Offers: JSON lines {id, title?, text?, keywords?}, also .gz."
)
@click.option("--queries", required=True, type=_FILE, help="Needs, in the same form.")
@click.option("--qrels", required=True, type=_FILE, help="Tab-separated: need, offer, grade.")
@click.option(
    "--judged-only", is_flag=True, help="Rank only the judged offers of each need; gain is grade - 1."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON in the last line.")
def evaluate(corpus: Path, queries: Path, qrels: Path, judged_only: bool, as_json: bool) -> None:
    """Index the corpus in a temporary folder, rank as the site does, and measure against judgements."""
    with _readable():
        report = relevance.evaluate(
            relevance.read_texts(corpus),
            relevance.read_texts(queries),
            relevance.read_grades(qrels),
            judged_only,
        )
    for name, value in {**report.measures, **report.to_json()}.items():
        if name != "measures":
            click.echo(f"{name:<16}{value:>12}")
    if as_json:
        click.echo(json.dumps(report.to_json()))


@matching_cli.command("grade")
@click.option("--corpus", required=True, type=_FILE)
@click.option("--queries", required=True, type=_FILE)
@click.option("--qrels", required=True, type=_FILE, help="Grades 1–4.")
@click.option(
    "--folds", type=click.Choice(["need", "pair"]), default="need", help="What is held out together."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON in the last line.")
def grade(corpus: Path, queries: Path, qrels: Path, folds: str, as_json: bool) -> None:
    """Cross-validate the level 1–4: five folds, 1 / (1 + mean absolute error)."""
    with _readable():
        features, levels, needs, offers = grading.graded_features(
            relevance.read_texts(corpus), relevance.read_texts(queries), relevance.read_grades(qrels)
        )
    if not len(levels):
        raise click.ClickException("no judged pair of these needs and offers")
    reached, predicted = grading.cross_validated(features, levels, needs, offers, folds)
    exact = float((predicted == levels).mean())
    click.echo(
        f"pairs           {len(levels):>12}\n1/(1+MAE)       {reached:>12.4f}\nexact           {exact:>12.4f}"
    )
    if as_json:
        click.echo(
            json.dumps({"pairs": len(levels), "agreement": round(reached, 4), "exact": round(exact, 4)})
        )


@contextmanager
def _readable() -> Iterator[None]:
    """What is wrong with the files, or missing on the machine, in one line."""
    try:
        yield
    except relevance.UnreadableFile as error:
        raise click.ClickException(str(error)) from error
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is missing: make setup-dev") from error


@matching_cli.command("compare-indicators")
def compare_indicators() -> None:
    """Read JSON lines {"need", "offer"} and write {"verdict", "reason", "need_parsed", "offer_parsed"} lines."""
    with force_locale(LANGUAGE):
        for line in sys.stdin:
            if line.strip():
                click.echo(json.dumps(_answer(line), ensure_ascii=False))


def _answer(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line[:LONGEST_LINE])
        need, offer = str(given["need"]), str(given["offer"])
    except (ValueError, KeyError, TypeError) as error:
        return {
            "verdict": Verdict.UNSTATED.value,
            "reason": f"unreadable line: {error}",
            "need_parsed": [],
            "offer_parsed": [],
        }
    needs, offers = parse_indicators(need), parse_indicators(offer)
    overall = _overall(compare_all(needs, offers))
    return {
        "verdict": overall.verdict.value if overall else Verdict.UNSTATED.value,
        "reason": overall.reason if overall else reason_text("no_need", {}),
        "need_parsed": [_parsed(one) for one in needs],
        "offer_parsed": [_parsed(one) for one in offers],
    }


def _overall(found: list[Comparison]) -> Comparison | None:
    """Several required figures are met together or not: the worst counts, and one open question leaves it open."""
    unmet = [one for one in found if one.verdict is Verdict.UNMET]
    open_ones = [one for one in found if one.verdict is Verdict.UNSTATED]
    ranked = sorted(found, key=lambda one: -SEVERITY.get(one.verdict, 0))
    return next(iter(unmet or open_ones or ranked), None)


def _parsed(one: Indicator) -> dict[str, Any]:
    shown = {
        "name": one.name, "operator": one.operator.value, "value_low": one.value_low, "value_high": one.value_high,
        "unit": one.unit, "display": one.display, "condition": one.condition, "change": one.change,
        "span": list(one.span) if one.span else None,
    }  # fmt: skip
    return {key: value for key, value in shown.items() if value not in (None, "")}

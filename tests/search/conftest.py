"""The tests' own searchable model, with a fresh index of either kind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import jinja2
import pytest
from flask import Flask, g, request_started

from matchmaker.extensions import db
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import documents, indexer, jobs, tracking  # noqa: F401  tasks and listeners
from tests.search.papers import Base, Paper, declaration

CARD = '<article class="lrow"><h2><a href="{{ hit.url }}">{{ hit.title }}</a></h2>{% for s in hit.snippets %}<p>{{ s.label }} {{ s.html }}</p>{% endfor %}</article>'


@pytest.fixture(params=["memory", "whoosh"])
def papers(
    app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Paper]]:
    """`papers(title=…)` adds one and indexes it, unless `is_drained=False`. Runs once on each back end."""
    monkeypatch.setitem(app.config, "SEARCH_BACKEND", request.param)
    monkeypatch.setattr(
        app.jinja_env,
        "loader",
        jinja2.ChoiceLoader([jinja2.DictLoader({"papers/_card.html": CARD}), app.jinja_env.loader]),
    )
    monkeypatch.setattr(documents, "_registry", {})
    index = Path(app.config["DATA_DIR"], "index")
    shutil.rmtree(index, ignore_errors=True)
    app.extensions.pop("search", None)
    Base.metadata.create_all(db.engine)
    documents.register(_with_card())
    yield _add
    db.session.rollback()
    app.extensions.pop("search", None)
    Base.metadata.drop_all(db.engine)


@pytest.fixture(autouse=True)
def _each_request_has_its_actor(app: Flask) -> Iterator[None]:
    """The tests' application context outlives a request, and with it the actor kept in `g`."""

    def forget(*_sender: object, **_more: object) -> None:
        g.pop("actor", None)

    with request_started.connected_to(forget, app):
        yield


def _with_card() -> documents.SearchDocument:
    from dataclasses import replace

    return replace(declaration(), card_template="papers/_card.html")


def _add(is_drained: bool = True, **values: object) -> Paper:
    with transaction():
        paper = Paper(**values)
        db.session.add(paper)
    if is_drained:
        indexer.drain_all()
    return paper

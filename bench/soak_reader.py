"""The readers of `bench.soak`: they ask search and recall as a stranger and judge each answer by the database.

Only what stood still is judged: the item's row version and its place in the outbox are the same before and after
the answer.
"""

from __future__ import annotations

import json
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from bench.soak_items import COMMON, KIND, STOP, is_moving, number_of, word
from matchmaker.achievements.models import Achievement
from matchmaker.achievements.vocabulary import AchievementStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import ANONYMOUS
from matchmaker.search import queries, recall
from matchmaker.search.outbox import SearchOutbox

log = logging.getLogger(__name__)
FAULTS = ("wrong", "missing", "forbidden")
"""Found though withdrawn or replaced; not found though published and drained; found by a word of an NDA text."""
EXAMPLES = 5
WARM_QUESTIONS = 60
SAMPLE_SECONDS = 30  # between two looks at memory and open files


@dataclass(frozen=True)
class State:
    """What the database says of one item at one moment. `version` is the row's, raised by every write."""

    key: str
    number: int
    version: int
    words: int
    is_listed: bool
    is_secret: bool
    is_pending: bool


def states() -> dict[str, State]:
    """All moving items, in one read transaction of its own."""
    db.session.rollback()
    pending = set(db.session.scalars(select(SearchOutbox.key)))
    found = {}
    rows = select(
        Achievement.id, Achievement.public_id, Achievement.version, Achievement.version_number,
        Achievement.status, Achievement.field_layers,
    ).where(is_moving())  # fmt: skip
    for row in db.session.execute(rows):
        key = f"{KIND}:{row.id}"
        is_secret = row.field_layers["description"] == "nda"
        is_listed = row.status is AchievementStatus.LISTED
        number = number_of(row.public_id)
        found[key] = State(key, number, row.version, row.version_number, is_listed, is_secret, key in pending)
    db.session.rollback()
    return found


class Reader:
    """Asks as a stranger, and judges the answers."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.app, self.source = app, random.Random(seed)
        self.faults: Counter[str] = Counter()
        self.examples: list[str] = []
        self.asked = 0

    def blame(self, fault: str, question: str, state: State) -> None:
        self.faults[fault] += 1
        log.warning("%s %s %s", fault, question, state)
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{fault} {question} {state}")

    def ask(self, ask: Callable[[], set[str]]) -> tuple[set[str], dict[str, State], set[str]]:
        """The answer; the items that stood still meanwhile; those of them that were present before or after."""
        with self.app.test_request_context():
            before = states()
            found = ask()
            db.session.rollback()
            after = states()
        self.asked += 1
        still = {key: state for key, state in before.items() if after.get(key) == state}
        return found, still, before.keys() | after.keys()

    def found(self, text: str, per_page: int = 20) -> set[str]:
        page = queries.search(ANONYMOUS, MultiDict({"q": text}), (KIND,), per_page)
        return {f"{KIND}:{hit.item.id}" for hit in page.hits.items}

    def similar(self, text: str) -> set[str]:
        return {hit.key for hit in recall.similar([(text, 3.0)], [KIND], 20)}

    def look_for_one(self) -> None:
        """Its present words, its former word, its secrets; the same by recall, which reads secrets too."""
        with self.app.app_context():
            state = self.source.choice(list(states().values()))
        role = self.source.choice(("a", "former", "e", "i", "recall"))
        text = word(
            "a" if role in ("former", "recall") else role, state.number, state.words - (role == "former")
        )
        ask = self.similar if role == "recall" else self.found
        found, still, _known = self.ask(lambda: ask(text))
        if still.get(state.key) != state:
            return  # it changed: whatever came may be right
        is_found = state.key in found
        if role == "i" and is_found:
            self.blame("forbidden", text, state)
        if not state.is_listed and is_found and not (state.is_pending and role == "recall"):
            self.blame("wrong", f"{role} {text}", state)
        if state.is_pending:
            return
        if role == "former" and is_found:
            self.blame("wrong", f"{role} {text}", state)
        if role == "e" and state.is_secret and is_found:
            self.blame("forbidden", text, state)
        is_public = role in ("a", "recall") or (role == "e" and not state.is_secret)
        if state.is_listed and is_public and not is_found:
            self.blame("missing", f"{role} {text}", state)

    def look_for_all(self) -> None:
        """The word in every item finds exactly the published ones."""
        found, still, known = self.ask(lambda: self.found(COMMON, 1000))
        for key, state in still.items():
            if key in found and not state.is_listed:
                self.blame("wrong", COMMON, state)
            if key not in found and state.is_listed and not state.is_pending:
                self.blame("missing", COMMON, state)
        self.faults["wrong"] += len(found - known)  # not even a row


def read(app: Flask, folder: Path, number: int) -> None:
    """Ask until the end, then leave the report."""
    reader = Reader(app, number)
    for _ in range(WARM_QUESTIONS):
        reader.look_for_one()
    reader.look_for_all()
    (folder / f"reader{number}.ready").write_text(str(os.getpid()))
    burdens: list[tuple[float, int]] = []
    due = time.monotonic() + SAMPLE_SECONDS  # the time before still warms up
    while not (folder / STOP).exists():
        reader.look_for_one()
        if reader.asked % 10 == 0:
            reader.look_for_all()
        if time.monotonic() > due:
            burdens.append(_burden())
            due += SAMPLE_SECONDS
    burdens.append(_burden())
    report = {name: reader.faults[name] for name in FAULTS} | {
        "asked": reader.asked,
        "examples": reader.examples,
        "rss_mb": [memory for memory, _files in burdens],
        "open_files": [files for _memory, files in burdens],
    }
    (folder / f"reader{number}.json").write_text(json.dumps(report, ensure_ascii=False))


def _burden() -> tuple[float, int]:
    """Resident memory in MB and open files of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1), sum(
        1 for _ in Path("/proc/self/fd").iterdir()
    )

"""Measuring the ranking against judgements: a corpus is indexed in a temporary folder and asked as the site asks.

Files: texts as JSON lines {id, title?, text?, keywords?}, also gzipped; judgements as tab-separated need, offer, grade.
With ``judged_only`` each need's judged offers are ranked (grades 1–4, gain = grade - 1, needs with at least five
judged of which one reaches 3); else the whole corpus, where a grade above 0 means right.
"""

from __future__ import annotations

import gzip
import json
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from matchmaker.kernel.layers import Layer
from matchmaker.matching.models import TargetKind
from matchmaker.search import recall
from matchmaker.search.backend import IndexDocument, LayeredText
from matchmaker.search.documents import Zone
from matchmaker.search.schema import Schema
from matchmaker.search.synonyms import Synonyms, default_groups
from matchmaker.search.whoosh_backend import WhooshBackend

KIND = TargetKind.ACHIEVEMENT.value
LAYERS = (Layer.PUBLIC,)
BATCH = 2048
DEPTH = 100
FEWEST_JUDGED, BEST_JUDGED = 5, 3
Grades = dict[str, dict[str, int]]


class UnreadableFile(Exception):
    """A file of the benchmark is not what it should be; the text names file and line."""


@dataclass(frozen=True)
class Text:
    """A need or an offering of a benchmark."""

    id: str
    title: str = ""
    text: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def parts(self) -> list[tuple[str, float]]:
        """What matching reads of it, with the factor of each zone."""
        zones = ((self.title, Zone.TITLE), ("\n".join(self.keywords), Zone.KEYWORDS), (self.text, Zone.TEXT))
        return [(text, float(zone)) for text, zone in zones if text]


def read_texts(path: Path) -> list[Text]:
    """All texts of a file."""
    found = []
    for number, line in _lines(path):
        try:
            entry = json.loads(line)
            words = entry.get("keywords") or ()
            keywords = tuple(words.split()) if isinstance(words, str) else tuple(map(str, words))
            found.append(Text(str(entry["id"]), entry.get("title") or "", entry.get("text") or "", keywords))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise UnreadableFile(f"{path}, line {number}: {error!r}") from error
    return found


def read_grades(path: Path) -> Grades:
    """Need → offer → grade."""
    found: Grades = {}
    for number, line in _lines(path):
        parts = line.split("\t")
        if len(parts) != 3 or not parts[2].strip().lstrip("-").isdigit():
            raise UnreadableFile(f"{path}, line {number}: need, offer and grade expected")
        found.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        opened: Any = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}: {error}") from error


class Collection:
    """A corpus in an index of its own, which goes when the object does."""

    def __init__(self, corpus: Sequence[Text], cache_mb: int = 512) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="matching-")
        self.ids = [text.id for text in corpus]
        self.places = {text: place for place, text in enumerate(self.ids)}
        self.synonyms = Synonyms(default_groups())
        self.backend = WhooshBackend(Path(self._folder.name), Schema(), cache_mb << 20)
        started = time.perf_counter()
        for first in range(0, len(corpus), BATCH):
            batch = [_document(first + n, text) for n, text in enumerate(corpus[first : first + BATCH])]
            self.backend.write(batch)
        self.documents_per_s = len(corpus) / max(time.perf_counter() - started, 1e-9)

    def ranked(self, need: Text, k: int = DEPTH) -> list[tuple[str, float]]:
        """The k best offers with their scores, by the way suggestions are recalled."""
        bag = recall.bag_for(need.parts, self.synonyms)
        hits = self.backend.similar(bag, (KIND,), k, LAYERS)
        return [(self.ids[int(hit.key.rpartition(":")[2])], hit.score) for hit in hits]

    def close(self) -> None:
        self.backend.close()
        self._folder.cleanup()


def _document(number: int, text: Text) -> IndexDocument:
    texts = tuple(LayeredText(Layer.PUBLIC, int(factor), part) for part, factor in text.parts)
    return IndexDocument(f"{KIND}:{number}", KIND, number, number, Layer.PUBLIC, texts)


@dataclass
class Report:
    """``measures`` are means over the needs; times in milliseconds, each need asked once."""

    measures: dict[str, float]
    needs: int
    ms_p50: float
    ms_p99: float
    documents_per_s: float
    memory_mb: float
    ranking: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "ranking"}


def evaluate(
    corpus: Sequence[Text], needs: Sequence[Text], grades: Grades, judged_only: bool = False
) -> Report:
    """Rank every judged need and measure."""
    chosen = [
        need for need in needs if need.id in grades and (not judged_only or _is_usable(grades[need.id]))
    ]
    collection = Collection(corpus)
    ranking: dict[str, list[tuple[str, float]]] = {}
    times = []
    try:
        for need in chosen:
            started = time.perf_counter()
            ranking[need.id] = collection.ranked(need, len(corpus) if judged_only else DEPTH)
            times.append((time.perf_counter() - started) * 1000)
    finally:
        collection.close()
    if judged_only:
        ranking = {need: _judged(found, grades[need]) for need, found in ranking.items()}
    p50, p99 = np.percentile(times, [50, 99]).tolist() if times else (0.0, 0.0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measures = measured(ranking, {need: grades[need] for need in ranking}, judged_only)
    speed = round(collection.documents_per_s)
    return Report(measures, len(chosen), round(p50, 2), round(p99, 2), speed, round(memory), ranking)


def _is_usable(judged: dict[str, int]) -> bool:
    return len(judged) >= FEWEST_JUDGED and max(judged.values()) >= BEST_JUDGED


def _judged(found: Sequence[tuple[str, float]], judged: dict[str, int]) -> list[tuple[str, float]]:
    """The judged offers in their order; those that share no term with the need stand last, with 0."""
    kept = [(offer, score) for offer, score in found if offer in judged]
    reached = {offer for offer, _ in kept}
    return kept + [(offer, 0.0) for offer in sorted(judged) if offer not in reached]


def measured(
    ranking: dict[str, list[tuple[str, float]]], grades: Grades, judged_only: bool
) -> dict[str, float]:
    """RR@10, R@10, R@100, nDCG@10 by the library of the field."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    wanted = (RR @ 10, R @ 10, R @ 100, nDCG @ 10)
    taken = 1 if judged_only else 0
    qrels = {
        need: {offer: max(0, grade - taken) for offer, grade in of.items()} for need, of in grades.items()
    }
    run = {need: dict(found) for need, found in ranking.items()}
    found = ir_measures.calc_aggregate(wanted, qrels, run)
    return {str(measure): round(float(found[measure]), 4) for measure in wanted}

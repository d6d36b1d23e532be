"""Speed of search on a synthetic Chinese corpus: `python -m bench.search [documents=10000]`; the last line is JSON.

The texts are made here: words of a Zipf vocabulary in need-like lengths. Measured on the embedded engine in a
temporary folder: indexing, a publication until it is visible, the search page's questions, suggestions while
typing, recall for matching. Times in milliseconds.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from matchmaker.kernel.layers import Layer
from matchmaker.search.backend import IndexDocument, LayeredText, SearchRequest
from matchmaker.search.parsing import parse
from matchmaker.search.ranking import LONG_TEXT, bag_of
from matchmaker.search.schema import Schema
from matchmaker.search.synonyms import Synonyms, default_groups
from matchmaker.search.whoosh_backend import WhooshBackend

KINDS = ("need", "offer")
LAYERS = (Layer.PUBLIC, Layer.REGISTERED)
FACETS = ("domain", "industry", "region", "status", "trl", "cooperation_mode")
VOCABULARY, LATIN = 12_000, 1_500


class Texts:
    """A language of its own: words of one to four characters, some Latin, frequencies after Zipf."""

    def __init__(self, seed: int = 5) -> None:
        self.source = random.Random(seed)
        han = [chr(0x4E00 + n) for n in self.source.sample(range(20_000), 2_500)]
        common = [1 / (rank + 5) for rank in range(len(han))]
        self.words = [
            "".join(self.source.choices(han, common, k=self.source.choice((1, 2, 2, 2, 3, 4))))
            for _ in range(VOCABULARY)
        ]
        for n in range(LATIN):
            self.words[self.source.randrange(200, VOCABULARY)] = (
                f"{self.source.choice('abcdfghklmnprst')}{n:x}-{n % 97}"
            )
        self.weights = [1 / (rank + 2) for rank in range(VOCABULARY)]

    def text(self, words: int) -> str:
        chosen = self.source.choices(self.words, self.weights, k=words)
        return "".join(word + ("，" if n % 9 == 8 else "") for n, word in enumerate(chosen))

    def document(self, number: int) -> IndexDocument:
        kind = KINDS[number % 2]
        texts = (
            LayeredText(Layer.PUBLIC, 3, self.text(8)),
            LayeredText(Layer.PUBLIC, 2, self.text(4)),
            LayeredText(Layer.PUBLIC, 1, self.text(60)),
            LayeredText(Layer.REGISTERED, 1, self.text(50)),
            LayeredText(Layer.NDA, 1, self.text(20)),
        )
        facets = {(Layer.PUBLIC, name): (f"{name[:2]}{self.source.randrange(40)}",) for name in FACETS}
        return IndexDocument(
            f"{kind}:{number}",
            kind,
            number,
            number,
            Layer.PUBLIC,
            texts,
            facets,
            {(Layer.PUBLIC, "published"): number, (Layer.PUBLIC, "funding"): number % 9_000},
        )


def measured(work: Callable[[], object], times: int) -> dict[str, float]:
    """p50 and p95 of a call."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return {"p50": round(statistics.median(spent), 2), "p95": round(statistics.quantiles(spent, n=20)[18], 2)}


def question(texts: Texts, synonyms: Synonyms, words: int, **more: object) -> SearchRequest:
    query = parse(" ".join(texts.text(1) for _ in range(words)), synonyms, {}, ())
    return SearchRequest(layers=LAYERS, kinds=KINDS, bag=query.bag, concepts=tuple(query.concepts), **more)  # type: ignore[arg-type]


def run(documents: int) -> dict[str, object]:
    texts, synonyms = Texts(), Synonyms(default_groups())
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshBackend(Path(folder), Schema(FACETS, ("funding", "published")))
        made = [texts.document(number) for number in range(documents)]
        start = time.perf_counter()
        for first in range(0, documents, 2000):
            engine.write(made[first : first + 2000])
        indexing = documents / (time.perf_counter() - start)
        numbers = iter(range(documents, 10 * documents + 1000))

        def publish() -> None:
            new = texts.document(next(numbers))
            engine.write([new])
            assert new.key in [
                hit.key
                for hit in engine.search(
                    SearchRequest(layers=LAYERS, kinds=KINDS, sort="published", descending=True, limit=1)
                ).hits
            ]

        return {
            "documents": documents,
            "index_docs_per_s": round(indexing),
            "commit_to_visible_ms": measured(publish, 60),
            "search_ms": measured(
                lambda: engine.search(
                    question(texts, synonyms, 3, facets=(*FACETS, "kind"), histograms=("funding",))
                ),
                300,
            ),
            "suggest_ms": measured(lambda: engine.search(question(texts, synonyms, 2, limit=6)), 300),
            "recall_ms": measured(
                lambda: engine.similar(
                    bag_of([(texts.text(8), 3.0), (texts.text(80), 1.0)], LONG_TEXT),
                    ("offer",),
                    100,
                    tuple(Layer),
                ),
                200,
            ),
            "index_mb": round(sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6),
            **engine.statistics(),
        }


if __name__ == "__main__":
    count = next(
        (int(word.partition("=")[2]) for word in sys.argv[1:] if word.startswith("documents=")), 10_000
    )
    print(json.dumps(run(count)))

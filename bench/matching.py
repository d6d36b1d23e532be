"""Recall for need-length questions, ours beside other engines: `make bench-matching DOCUMENTS=100000`.

The corpus is made here (Zipf vocabulary, need-like lengths). All engines get the same terms and are asked in turns
of ten questions in one process. The last line is JSON; `without=whoosh` leaves out what
needs a quarter of an hour. Table and chart go to `docs/benchmarks.md` and `docs/matching.svg`.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import Queue, get_context
from pathlib import Path
from typing import Any

from bench.chart import write_report
from bench.rivals import rivals
from bench.search import Texts
from matchmaker.kernel.layers import Layer
from matchmaker.search.backend import IndexDocument, LayeredText
from matchmaker.search.ranking import LONG_TEXT, Bag, bag_of
from matchmaker.search.schema import Schema
from matchmaker.search.whoosh_backend import WhooshBackend

KIND, LAYERS, BATCH, K = "offer", (Layer.PUBLIC,), 2048, 100
QUERIES, PUBLICATIONS = 120, 40
TURN = 10  # questions an engine is asked before the next one's turn: its memory is warm, the machine's drift shared
FEW = {"whoosh": 3, "sqlite_fts5": 10}  # questions for engines that take seconds


class Corpus:
    """Offers and needs that share topics; every text is made once and used by all engines."""

    def __init__(self, documents: int) -> None:
        self.made = Texts(7)
        self.topics = [self.made.text(16) for _ in range(3000)]
        self.size = documents
        self.needs = [self._text(number * 7, 10, 100, -number) for number in range(QUERIES)]

    def offer(self, number: int) -> tuple[str, str]:
        """Made when it is asked for, always the same: a million texts need not be in memory."""
        return self._text(number, 12, 70, number)

    def _text(self, number: int, title: int, body: int, seed: int) -> tuple[str, str]:
        self.made.source.seed(seed)
        topic = self.topics[number % len(self.topics)]
        return topic[:12] + self.made.text(title - 8), topic + self.made.text(body)


def document(number: int, text: tuple[str, str]) -> IndexDocument:
    texts = (LayeredText(Layer.PUBLIC, 3, text[0]), LayeredText(Layer.PUBLIC, 1, text[1]))
    return IndexDocument(f"{KIND}:{number}", KIND, number, number, Layer.PUBLIC, texts)


def bag(text: tuple[str, str]) -> Bag:
    return bag_of([(text[0], 3.0), (text[1][:400], 1.0)], LONG_TEXT)


def tokens(text: tuple[str, str]) -> list[str]:
    """The terms of a text as words for the other engines, title three times."""
    found = bag_of([(text[0], 3.0), (text[1], 1.0)], {"b": 1.0, "m": 1.0, "t": 1.0})
    return [
        token for (unit, term), count in found.items() for token in [sys.intern(unit + term)] * int(count)
    ]


def asked(query: Bag) -> list[str]:
    return [unit + term for unit, term in query]


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 3)


def opened(folder: str) -> WhooshBackend:
    return WhooshBackend(Path(folder), Schema(), cache_bytes=1 << 30)


def build_ours(documents: int, folder: str, told: Queue[tuple[float, int]]) -> None:
    """Index everything; tells documents a second (texts ready) and memory in MB. Runs in a process of its own."""
    corpus, engine, spent = Corpus(documents), opened(folder), 0.0
    for first in range(0, documents, 16 * BATCH):
        numbers = range(first, min(documents, first + 16 * BATCH))
        part = [document(number, corpus.offer(number)) for number in numbers]
        started = time.perf_counter()
        engine.write(part)
        spent += time.perf_counter() - started
    told.put((documents / spent, peak_memory()))


def built(documents: int, folder: str) -> tuple[float, int]:
    kit = get_context("spawn")
    told: Queue[tuple[float, int]] = kit.Queue()
    child = kit.Process(target=build_ours, args=(documents, folder, told))
    child.start()
    found = told.get()
    child.join()
    return found


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def cold_times(engine: WhooshBackend, corpus: Corpus, bags: Sequence[Bag]) -> list[float]:
    """Questions with no term in memory, the index open."""
    times = []
    for one in bags:
        engine.forget_postings()
        times.append(timed(lambda b=one: engine.similar(b, (KIND,), K, LAYERS)))
    return times


def after_commit(engine: WhooshBackend, corpus: Corpus, bags: Sequence[Bag]) -> list[float]:
    """Questions right after a publication: frequencies have changed, one segment is new."""
    times = []
    for number, one in enumerate(bags):
        place = 10 * corpus.size + number
        engine.write([document(place, corpus.needs[-1])])
        times.append(timed(lambda b=one: engine.similar(b, (KIND,), K, LAYERS)))
        engine.write([], [f"{KIND}:{place}"])
    return times


def publications(engine: WhooshBackend, corpus: Corpus) -> list[float]:
    """Write one offer and ask for it: milliseconds until it is recalled."""
    times = []
    for number in range(PUBLICATIONS):
        text = corpus.needs[number % QUERIES]
        key = f"{KIND}:{corpus.size + number}"

        def publish(number: int = number, text: tuple[str, str] = text, key: str = key) -> None:
            engine.write([document(corpus.size + number, text)])
            assert key in [hit.key for hit in engine.similar(bag(text), (KIND,), K, LAYERS)]

        times.append(timed(publish))
    return times


def measure(documents: int, without: Sequence[str]) -> dict[str, Any]:
    corpus = Corpus(documents)
    bags = [bag(text) for text in corpus.needs]
    with tempfile.TemporaryDirectory() as folder:
        say(f"{documents} documents made; indexing with our engine …")
        speed, built_in = built(documents, folder)
        engine = opened(folder)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
        engine.similar(bags[-1], (KIND,), K, LAYERS)
        times: dict[str, list[float]] = {"ours_cold": cold_times(engine, corpus, bags[:40])}
        for one in bags:
            engine.similar(one, (KIND,), K, LAYERS)
        times |= {"ours_after_commit": after_commit(engine, corpus, bags[:40]), "ours_warm": []}
        memory = {"memory_mb": peak_memory(), "indexing_memory_mb": built_in}
        others, speeds = build_rivals(corpus, without)
        for one in bags:  # the publications above have left every term to be counted anew once
            engine.similar(one, (KIND,), K, LAYERS)
        for first in range(0, QUERIES, TURN):
            turn = bags[first : first + TURN]
            times["ours_warm"] += [timed(lambda b=one: engine.similar(b, (KIND,), K, LAYERS)) for one in turn]
            for rival in others:
                few = turn[: max(0, FEW.get(rival.name, QUERIES) - first)]
                queries = [asked(one) for one in few]
                found = [timed(lambda r=rival, q=query: r.search(q, K)) for query in queries]
                times.setdefault(rival.name, []).extend(found)
        published = publications(engine, corpus)
    return report(documents, times, speeds, speed, size, memory, published)


def build_rivals(corpus: Corpus, without: Sequence[str]) -> tuple[list[Any], dict[str, float]]:
    wanted = [one for one in rivals() if one.name not in without]
    words = [tokens(corpus.offer(number)) for number in range(corpus.size)] if wanted else []
    speeds: dict[str, float] = {}
    found = []
    for rival in wanted:
        say(f"indexing with {rival.name} …")
        try:
            started = time.perf_counter()
            rival.build(words)
            speeds[rival.name] = len(words) / (time.perf_counter() - started)
            found.append(rival)
        except ModuleNotFoundError as error:
            say(f"{rival.name} left out: {error}")
    return found, speeds


def report(
    documents: int, times: dict[str, list[float]], speeds: dict[str, float], speed: float, size: float,
    memory: dict[str, int], published: list[float],
) -> dict[str, Any]:  # fmt: skip
    p50 = {name: p(found, 0.5) for name, found in times.items()}
    rows = [
        {"engine": name, "p50_ms": p50[name], "p95_ms": p(found, 0.95), "queries": len(found),
         "index_docs_per_s": round(speed if name.startswith("ours") else speeds.get(name, 0))}
        for name, found in times.items()
    ]  # fmt: skip

    def ratio(name: str, other: str) -> float | None:
        return round(p50[name] / p50[other], 3) if name in p50 and other in p50 else None

    return {
        "documents": documents, "rows": rows,
        "warm_p50_ms": p50["ours_warm"], "cold_p50_ms": p50["ours_cold"],
        "after_commit_p50_ms": p50["ours_after_commit"], "warm_p95_ms": p(times["ours_warm"], 0.95),
        "warm_p50_vs_tantivy": ratio("ours_warm", "tantivy"), "cold_p50_vs_tantivy": ratio("ours_cold", "tantivy"),
        "whoosh_p50_vs_warm": ratio("whoosh", "ours_warm"),
        "index_docs_per_s": round(speed),
        "index_docs_per_s_vs_whoosh_writer": round(speed / speeds["whoosh"], 2) if "whoosh" in speeds else None,
        "publish_to_suggest_p95_s": round(p(published, 0.95) / 1000, 3),
        **memory, "index_mb": round(size), "queries": QUERIES,
    }  # fmt: skip


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def main() -> None:
    given = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    result = measure(int(given.get("documents", 100_000)), given.get("without", "").split(","))
    write_report(result)
    print(json.dumps({name: value for name, value in result.items() if name != "rows"}))


if __name__ == "__main__":
    main()

"""Both back ends keep the contract, and the arrays agree with the slow reference."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from matchmaker.kernel.layers import Layer
from matchmaker.search.backend import SearchBackend, SearchRequest
from matchmaker.search.memory_backend import MemoryBackend
from matchmaker.search.ranking import LONG_TEXT, bag_of_query, bag_with_characters
from matchmaker.search.schema import Schema
from matchmaker.search.scope import Scope
from matchmaker.search.whoosh_backend import WhooshBackend
from tests.search.backend_contract import KINDS, BackendContract, ask, keys
from tests.search.corpus import PUBLIC, REGISTERED, WORDS, concept, make, random_document

SCHEMA = Schema(facets=("domain", "region"), numbers=("funding", "published"))


class TestMemory(BackendContract):
    @pytest.fixture
    def backend(self) -> SearchBackend:
        return MemoryBackend()


class TestWhoosh(BackendContract):
    @pytest.fixture
    def backend(self, tmp_path: Path) -> SearchBackend:
        return WhooshBackend(tmp_path, SCHEMA)

    def test_another_process_sees_the_commit(self, backend: SearchBackend, tmp_path: Path) -> None:
        reader = WhooshBackend(tmp_path, SCHEMA)
        assert reader.document_count() == 0
        backend.write([make(1, "薄膜")])
        assert keys(ask(reader, "薄膜")) == ["need:1"]

    def test_a_failed_write_changes_nothing_and_frees_the_lock(
        self, backend: WhooshBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backend.write([make(1, "薄膜")])
        with monkeypatch.context() as patched:
            patched.setattr("matchmaker.search.impacts.ArrayWriter._flush_segment", _disk_full)
            with pytest.raises(OSError, match="full"):
                backend.write([make(2, "薄膜")], deletes=["need:1"])
        backend.write([make(3, "薄膜")])
        assert keys(ask(backend, "薄膜")) == ["need:3", "need:1"]

    def test_many_commits_merge_into_few_segments(self, backend: WhooshBackend) -> None:
        for number in range(1, 70):
            backend.write([make(number, "薄膜", facets={"domain": ["a"]})], deletes=[f"need:{number - 20}"])
        assert backend.statistics()["segments"] < 16
        found = ask(backend, "薄膜", facets=("domain",), limit=100)
        assert (len(found.hits), found.facets["domain"]["a"]) == (20, 20)

    def test_an_open_snapshot_survives_merges(self, backend: WhooshBackend) -> None:
        backend.write([make(1, "薄膜")])
        before = backend.snapshot()
        for number in range(2, 30):
            backend.write([make(number, "薄膜")], deletes=[f"need:{number - 1}"])
        assert Scope.of(before, PUBLIC, KINDS).documents(("b", "薄膜")).size == 1
        assert before.key(0) == "need:1"

    def test_cache_stays_within_its_limit(self, tmp_path: Path) -> None:
        small = WhooshBackend(tmp_path, SCHEMA, cache_bytes=2000)
        small.write([make(n, " ".join(WORDS)) for n in range(1, 20)])
        for word in WORDS:
            ask(small, word)
        assert small.statistics()["cache_bytes"] <= 2000

    @pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    )  # Whoosh leaves the file open
    def test_refuses_damaged_files(self, backend: WhooshBackend, tmp_path: Path) -> None:
        backend.write([make(1, "薄膜")])
        for path in tmp_path.glob("*.toc"):
            path.write_bytes(b"damaged")
        with pytest.raises(Exception, match=r".*"):
            WhooshBackend(tmp_path, SCHEMA).document_count()


def _disk_full(*_arguments: object) -> None:
    raise OSError("disk full")


@pytest.mark.parametrize("seed", range(4))
def test_arrays_equal_the_slow_reference(seed: int, tmp_path: Path) -> None:
    source = random.Random(seed)
    # with next to no cache nothing but the question itself keeps postings alive
    cache = 1 if seed % 2 else 256 << 20
    fast, slow = WhooshBackend(tmp_path, SCHEMA, cache), MemoryBackend()
    for _commit in range(12):
        documents = {n: random_document(source, n) for n in source.sample(range(1, 60), 8)}
        gone = [f"{kind}:{n}" for n in source.sample(range(1, 60), 3) for kind in KINDS]
        replaced = [f"{kind}:{n}" for n in documents for kind in KINDS]
        for backend in (fast, slow):
            backend.write(list(documents.values()), [*gone, *replaced])
    assert fast.stamps() == slow.stamps()
    for _question in range(25):
        _compare(source, fast, slow)


def _compare(source: random.Random, fast: SearchBackend, slow: SearchBackend) -> None:
    words = source.sample(WORDS, source.randint(0, 3))
    layers = source.choice((PUBLIC, REGISTERED))
    request = SearchRequest(
        layers=layers,
        kinds=source.choice((KINDS, ("need",))),
        bag=bag_of_query(" ".join(words)) if words else {},
        concepts=tuple(concept(word) for word in words),
        excluded=tuple(concept(word) for word in source.sample(WORDS, source.randint(0, 1))),
        filters={"domain": ("a", "b")} if source.random() < 0.3 else {},
        ranges={"funding": (100, 700)} if source.random() < 0.2 else {},
        facets=("domain", "region", "kind"),
        histograms=("funding",),
        sort=source.choice(("", "", "funding")),
        hidden_keys=frozenset({"need:7", "offer:8"}),
        limit=50,
    )
    quick, exact = fast.search(request), slow.search(request)
    assert [(hit.key, pytest.approx(hit.score, rel=1e-4, abs=1e-6)) for hit in exact.hits] == [
        (hit.key, hit.score) for hit in quick.hits
    ]
    assert (quick.total, quick.is_partial, quick.facets, quick.histograms) == (
        exact.total,
        exact.is_partial,
        exact.facets,
        exact.histograms,
    )
    bag = bag_with_characters([("".join(source.choices(WORDS, k=6)), 1.0)], LONG_TEXT)
    for asked in (layers, tuple(Layer)):
        close = [
            (hit.key, pytest.approx(hit.score, rel=1e-4), pytest.approx(hit.coverage, rel=1e-4))
            for hit in slow.similar(bag, KINDS, 10, asked, with_coverage=True)
        ]
        found = fast.similar(bag, KINDS, 10, asked, with_coverage=True)
        assert close == [(hit.key, hit.score, hit.coverage) for hit in found]

"""Threads and forked processes ask one index while it is written, merged and thinned out."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from matchmaker.search.memory_backend import MemoryBackend
from matchmaker.search.ranking import LONG_TEXT, bag_of
from matchmaker.search.schema import Schema
from matchmaker.search.whoosh_backend import WhooshBackend
from tests.search.backend_contract import KINDS
from tests.search.corpus import PUBLIC, WORDS, make

SCHEMA = Schema(facets=("domain", "region"), numbers=("funding", "published"))
BAG = bag_of([("".join(WORDS[:4]), 1.0)], LONG_TEXT)


def answer(backend: WhooshBackend | MemoryBackend) -> list[tuple[str, float]]:
    return [(hit.key, round(hit.score, 4)) for hit in backend.similar(BAG, KINDS, 50, PUBLIC)]


def test_threads_get_the_answer_of_one_commit(tmp_path: Path) -> None:
    """Whatever a thread sees is the right answer for some commit, never a mixture of two."""
    fast, slow = WhooshBackend(tmp_path, SCHEMA), MemoryBackend()
    right = [answer(slow)]
    seen: list[list[tuple[str, float]]] = []
    faults: list[BaseException] = []
    is_over = threading.Event()

    def ask() -> None:
        try:
            while not is_over.is_set():
                seen.append(answer(fast))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 40):
        text = "".join(WORDS[number % 5 : number % 5 + 3])
        gone = [f"need:{number - 12}"] if number % 3 == 0 else []
        slow.write([make(number, text)], gone)
        right.append(answer(slow))
        fast.write([make(number, text)], gone)
    is_over.set()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(seen) > 10
    assert all(one in right for one in seen)
    assert answer(fast) == right[-1]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # that is what is tried here
def test_a_forked_process_asks_the_same_files(tmp_path: Path) -> None:
    backend = WhooshBackend(tmp_path, SCHEMA)
    backend.write([make(number, "".join(WORDS[number % 5 :])) for number in range(1, 30)])
    before = answer(backend)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # both read through one descriptor at the same time
        is_same = all(answer(backend) == before for _ in range(30))
        os.write(writer, b"1" if is_same else b"0")
        os._exit(0)
    assert all(answer(backend) == before for _ in range(30))
    os.waitpid(child, 0)
    assert os.read(reader, 1) == b"1"
    for end in (reader, writer):
        os.close(end)

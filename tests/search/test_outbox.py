"""Marking, draining, failing, parking; the index follows the database and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from matchmaker.extensions import db
from matchmaker.kernel import background, clock
from matchmaker.kernel.actor import ANONYMOUS, SYSTEM
from matchmaker.kernel.locking import file_lock
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.search import indexer, queries, upkeep
from matchmaker.search.engine import engine
from matchmaker.search.indexer import Drained
from matchmaker.search.outbox import SearchOutbox, mark_dirty, mark_dirty_where
from tests.search.papers import Paper, Publisher

Add = Callable[..., Paper]


def found(words: str) -> list[int]:
    return [hit.item.id for hit in queries.search(ANONYMOUS, MultiDict({"q": words})).hits.items]


def waiting() -> dict[str, int]:
    rows = db.session.execute(select(SearchOutbox.key, SearchOutbox.generation))
    return {row.key: row.generation for row in rows}


def test_a_commit_marks_and_a_drain_settles(papers: Add) -> None:
    paper = papers(title="矿井水净化", is_drained=False)
    key = f"paper:{paper.id}"
    assert waiting() == {key: 1}
    with transaction():
        db.session.get(Paper, paper.id).title = "矿井水深度净化"
    assert waiting() == {key: 2}
    report = indexer.drain_all()
    assert (report.written, report.deleted, waiting()) == (1, 0, {})
    assert found("深度净化") == [paper.id]


def test_a_rollback_marks_nothing(papers: Add) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(Paper(title="不会有"))
        db.session.flush()
        raise ZeroDivisionError
    assert waiting() == {}


def test_withdrawn_and_deleted_leave_the_index(papers: Add) -> None:
    one, two = papers(title="薄膜甲"), papers(title="薄膜乙")
    with transaction():
        db.session.get(Paper, one.id).state = "withdrawn"
        db.session.delete(db.session.get(Paper, two.id))
    report = indexer.drain_all()
    assert (report.written, report.deleted) == (0, 2)
    assert engine().backend().stamps() == {}


def test_a_renamed_publisher_marks_its_papers(papers: Add) -> None:
    with transaction():
        publisher = Publisher(name="旧名研究所")
        db.session.add(publisher)
    paper = papers(title="薄膜", publisher_id=publisher.id)
    papers(title="别家薄膜")
    with transaction():
        db.session.get(Publisher, publisher.id).name = "新名研究院"
    assert set(waiting()) == {f"paper:{paper.id}"}
    indexer.drain_all()
    assert (found("旧名研究所"), found("新名研究院")) == ([], [paper.id])


def test_bulk_statements_are_marked_by_hand(papers: Add) -> None:
    paper = papers(title="薄膜")
    with transaction():
        db.session.execute(update(Paper).values(title="批量改名"))
        mark_dirty_where("paper", Paper.id == paper.id)
    indexer.drain_all()
    assert found("批量改名") == [paper.id]


def test_a_change_during_the_drain_survives(papers: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = papers(title="薄膜一", is_drained=False)
    real = indexer.write_or_blame

    def write_then_change(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(indexer, "write_or_blame", real)
        with transaction():
            db.session.get(Paper, paper.id).title = "薄膜二"

    monkeypatch.setattr(indexer, "write_or_blame", write_then_change)
    indexer.drain()
    assert waiting() == {f"paper:{paper.id}": 2}
    indexer.drain_all()
    assert (found("薄膜二"), waiting()) == ([paper.id], {})


def test_poison_is_put_off_and_parked_while_others_pass(
    papers: Add, caplog: pytest.LogCaptureFixture
) -> None:
    bad = papers(title="坏", figures=[{"name": "水分", "unit": 5, "value_low": 1.0}], is_drained=False)
    good = papers(title="薄膜", is_drained=False)
    report = indexer.drain_all()
    assert (report.written, report.failed, found("薄膜")) == (1, 1, [good.id])
    now = clock.now()
    for attempt in range(1, indexer.PARK_AFTER):
        with clock.frozen(now + timedelta(days=attempt)):
            assert indexer.drain_all().failed == 1
    with clock.frozen(now + timedelta(days=99)):
        assert indexer.drain_all().failed == 0
        row = db.session.get(SearchOutbox, f"paper:{bad.id}")
        assert row.parked_at is not None and row.attempts == indexer.PARK_AFTER and "Error" in row.last_error
        assert upkeep.status()["parked"] == 1
    with transaction():
        db.session.get(Paper, bad.id).figures = []
    assert (indexer.drain_all().written, found("坏")) == (1, [bad.id])


def test_a_full_disk_blames_nobody(papers: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    papers(title="薄膜", is_drained=False)

    def full(*_arguments: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(type(engine().backend()), "write", full)
        with pytest.raises(OSError, match="full"):
            indexer.drain_all()
    assert list(waiting().values()) == [1]
    assert indexer.drain_all().written == 1


def test_one_refused_document_does_not_stop_the_rest(papers: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [papers(title=f"薄膜{n}", is_drained=False).id for n in range(7)]
    real = type(engine().backend()).write

    def picky(self: object, upserts: Sequence, deletes: Sequence = ()) -> None:
        if any(document.object_id == ids[3] for document in upserts):
            raise ValueError("refused")
        real(self, upserts, deletes)

    monkeypatch.setattr(type(engine().backend()), "write", picky)
    assert (indexer.drain_all().failed, len(engine().backend().stamps())) == (1, 6)


def test_two_drainers_never_work_at_once(papers: Add) -> None:
    papers(title="薄膜", is_drained=False)
    with file_lock(engine().generations.drain_lock) as is_mine:
        assert is_mine
        assert indexer.drain_all().is_busy and indexer.drain().is_busy
    assert indexer.drain_all().written == 1


def test_commit_wakes_the_drain_task(papers: Add) -> None:
    woken: list[str] = []
    background.connect(woken.append)
    try:
        papers(title="薄膜", is_drained=False)
    finally:
        background.connect(None)
    assert woken == ["search.drain"]


def test_listeners_write_in_the_same_transaction(
    papers: Add, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Drained] = []

    def bad(_batch: Sequence[Drained]) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(indexer, "_listeners", [bad, told.extend])
    paper = papers(title="薄膜")
    assert told == [Drained(f"paper:{paper.id}", "paper", paper.id, False)]
    with transaction():
        db.session.get(Paper, paper.id).state = "withdrawn"
    indexer.drain_all()
    assert told[-1].is_deleted


def test_verify_finds_and_mends_every_kind_of_difference(papers: Add) -> None:
    one, two = papers(title="薄膜甲"), papers(title="薄膜乙")
    papers(title="正常")
    assert upkeep.verify().count == 0
    with transaction():
        db.session.execute(update(Paper).where(Paper.id == one.id).values(title="暗改"))
        db.session.execute(update(Paper).where(Paper.id == two.id).values(state="withdrawn"))
        db.session.execute(
            Paper.__table__.insert().values(
                id=99,
                title="暗增",
                body="",
                body_layer="public",
                registered="",
                nda="",
                state="open",
                domain="bdo",
                published=0,
                figures=[],
            )
        )
    found_differences = upkeep.verify()
    assert (found_differences.stale, found_differences.extra, found_differences.missing) == (
        [f"paper:{one.id}"],
        [f"paper:{two.id}"],
        ["paper:99"],
    )
    indexer.drain_all()
    assert upkeep.verify().count == 0


def test_verify_ignores_what_is_waiting(papers: Add) -> None:
    papers(title="薄膜", is_drained=False)
    assert upkeep.verify().count == 0


def test_rebuild_switches_and_misses_nothing(papers: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [papers(title=f"薄膜{n}").id for n in range(5)]
    before = engine().generation
    changes: list[int] = []

    def change_meanwhile(done: int) -> None:
        if changes:
            return
        changes.append(done)
        with transaction():
            db.session.get(Paper, ids[0]).title = "重建时改"
            db.session.get(Paper, ids[1]).state = "withdrawn"
            db.session.add(Paper(title="重建时增"))
        indexer.drain_all()
        assert found("重建时改") == [ids[0]]  # the old index goes on answering and following

    assert upkeep.rebuild(change_meanwhile).written == 6  # the new one came in time
    assert len(found("重建时")) == 2 and found('"薄膜1"') == []
    assert upkeep.verify().count == 0
    assert engine().is_memory or engine().generation != before


def test_the_first_start_and_a_new_declaration_build_the_index(papers: Add, app: Flask) -> None:
    paper = papers(title="薄膜", is_drained=False)
    with transaction():
        db.session.execute(SearchOutbox.__table__.delete())
    said: list[str] = []
    upkeep.ensure_ready(said.append)
    if engine().is_memory:
        return
    assert said and engine().is_fit() and found("薄膜") == [paper.id]
    said.clear()
    upkeep.ensure_ready(said.append)
    assert said == []


def test_a_damaged_index_is_built_anew(papers: Add) -> None:
    paper = papers(title="薄膜")
    if engine().is_memory:
        return
    upkeep.rebuild()
    for path in engine().generations.current().iterdir():
        if path.is_file():
            path.unlink()
    engine().backend().close()
    upkeep.check()
    upkeep.check()
    assert found("薄膜") == [paper.id]


def test_status_tells_the_backlog(papers: Add) -> None:
    papers(title="薄膜", is_drained=False)
    with clock.frozen(clock.now() + timedelta(seconds=90)):
        state = upkeep.status()
    assert (state["backlog"], state["oldest_seconds"], state["documents"]) == (1, 90.0, 0)


def test_marking_many_keys_is_one_row_each(papers: Add) -> None:
    with transaction():
        mark_dirty(f"paper:{n % 1200}" for n in range(2400))
    assert len(waiting()) == 1200
    assert indexer.drain_all().deleted == 1200


def test_withdrawn_is_hidden_before_the_drain(papers: Add) -> None:
    one = papers(title="薄膜甲")
    papers(title="薄膜乙")
    with transaction():
        db.session.get(Paper, one.id).state = "withdrawn"
    page = queries.search(ANONYMOUS, MultiDict({"q": "薄膜"}))
    assert (page.hits.total, page.facets[0].options[0].count) == (1, 1)
    assert queries.search(SYSTEM, MultiDict({"q": "薄膜"})).hits.total == 1

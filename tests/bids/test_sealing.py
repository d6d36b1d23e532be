"""What is sealed opens only with its own key, label and master key; nothing in clear reaches the disk."""

from __future__ import annotations

import base64
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from matchmaker.bids import sealing
from matchmaker.bids.content import BidContent
from matchmaker.extensions import db
from tests.bids.conftest import Parties
from tests.factories.bids import S, make_content


def test_a_round_trip_and_every_wrong_way(app: Flask) -> None:
    key = sealing.new_key()
    sealed = sealing.seal(key, "承诺值 99.97".encode(), "content:A")
    assert sealing.unseal(key, sealed, "content:A").decode() == "承诺值 99.97"
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(key, sealed, "content:B")  # moved to another bid
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealing.new_key(), sealed, "content:A")
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), "content:A")
    assert sealing.seal(key, b"same", "x") != sealing.seal(key, b"same", "x")


def test_the_master_key_is_a_file_of_the_owner_or_a_setting(app: Flask, data_dir: Path) -> None:
    wrapped = sealing.wrap(b"k" * 32, "A")
    path = data_dir / "sealing.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sealing.unwrap(wrapped, "A") == b"k" * 32
    app.config["SEALING_KEY"] = base64.b64encode(b"another master key of 32 bytes!!").decode()
    try:
        with pytest.raises(sealing.SealBroken):
            sealing.unwrap(wrapped, "A")
    finally:
        app.config["SEALING_KEY"] = ""


def test_processes_that_start_together_agree_on_one_key(app: Flask, data_dir: Path) -> None:
    (data_dir / "sealing.key").unlink(missing_ok=True)

    def ask(_n: int) -> bytes:
        with app.app_context():
            return sealing.master_key()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1


def test_canonical_bytes_come_back_the_same() -> None:
    content = make_content("甲")
    again = BidContent.from_bytes(content.to_bytes())
    assert again == content
    assert again.to_bytes() == content.to_bytes()


def test_a_dump_of_the_database_shows_no_word_of_a_sealed_bid(app: Flask, parties: Parties) -> None:
    mark = "封存暗号丁戊"
    parties.bid(S.SUBMITTED, content=make_content(mark))
    parties.bid(S.DRAFT, challenge=parties.challenge(), content=make_content(mark))
    db.session.remove()
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    dump = "\n".join(sqlite3.connect(path).iterdump())
    assert "牵头单位" in dump  # the dump does hold rows
    for word in (mark, "99.97", "膜法脱水"):
        assert word not in dump
        assert word.encode() not in Path(path).read_bytes()
        assert word.encode().hex().upper() not in dump.upper()

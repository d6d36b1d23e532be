"""Some seconds of `bench.soak`: writers killed, index rebuilt, readers asking; no answer contradicts the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.soak import run

pytestmark = [pytest.mark.process, pytest.mark.real_clock]


def test_answers_agree_with_the_database_all_the_time(tmp_path: Path) -> None:
    report = run(tmp_path, seconds=8, documents=100, items=40, rebuild_every=1.0, pause=(0.7, 2.0), readers=1)
    assert report["writes"] and report["rebuilds"] and report["kills"]["writer"] and report["asked"]
    faults = {name: report[name] for name in ("wrong", "missing", "forbidden", "differences", "crashes")}
    assert faults == dict.fromkeys(faults, 0), report["examples"]

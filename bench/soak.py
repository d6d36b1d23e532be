"""Many processes on one data folder for a long while: `python -m bench.soak [minutes=10]`; the last line is JSON.

A writer publishes, changes, withdraws and deletes (killed with SIGKILL now and then and started again), another
process rebuilds the index every ``rebuild_every`` seconds (killed more rarely), two readers ask search and recall
and compare every answer with the database. `bench.soak_items` says what happens to the items,
`bench.soak_reader` what counts as a fault.
In the end one drain must bring index and database together: ``differences``.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from bench.soak_items import STOP, prepare
from bench.soak_reader import FAULTS
from bench.soak_roles import REBUILDS, WRITES, make_app
from matchmaker.extensions import db
from matchmaker.search import indexer, upkeep

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds a process may take to begin or to end
RARE = 5  # every fifth kill hits the rebuilder


@dataclass
class Soak:
    """The running processes and what was done to them."""

    folder: Path
    rebuild_every: float = 30.0
    source: random.Random = field(default_factory=lambda: random.Random(3))
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=lambda: {"writer": 0, "rebuilder": 0})
    crashes: int = 0

    def start(self, role: str, number: int = 0) -> None:
        name = f"{role}{number or ''}"
        command = [sys.executable, "-m", "bench.soak_roles", role, str(self.folder), str(number), str(self.rebuild_every)]  # fmt: skip
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log)

    def kill(self, role: str) -> None:
        """SIGKILL, and the same role again."""
        process = self.processes[role]
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.kills[role] += 1
        self.start(role)

    def has_begun(self, name: str) -> bool:
        """Whether this process, and not its predecessor, is past its start and at work."""
        begun = self.folder / f"{name}.ready"
        return begun.exists() and begun.read_text() == str(self.processes[name].pid)

    def wreck(self, seconds: float, pause: tuple[float, float]) -> None:
        """Kill at random moments; whatever ended by itself is counted as a crash and started again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            role = "rebuilder" if sum(self.kills.values()) % RARE == RARE - 1 else "writer"
            while not self.has_begun(role) and time.monotonic() < end:
                time.sleep(0.05)
                self._restart_crashed()
            time.sleep(max(0.0, min(end - time.monotonic(), self.source.uniform(*pause))))
            self._restart_crashed()
            if time.monotonic() < end:
                self.kill(role)

    def _restart_crashed(self) -> None:
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.crashes += 1
                self.start(name.rstrip("0123456789"), int(name[-1]) if name[-1].isdigit() else 0)

    def stop(self) -> None:
        """Ask all to end, then make them."""
        (self.folder / STOP).touch()
        for process in self.processes.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait_until_all_work(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not all(self.has_begun(name) for name in self.processes):
            if time.monotonic() > deadline:
                raise TimeoutError(self.logs())
            time.sleep(0.05)

    def logs(self) -> str:
        return "\n".join(f"== {p.name}\n{p.read_text()[-3000:]}" for p in sorted(self.folder.glob("*.log")))


def run(
    folder: Path,
    seconds: float,
    documents: int = 2000,
    items: int = 300,
    rebuild_every: float = 30.0,
    pause: tuple[float, float] = (2.0, 12.0),
    readers: int = 2,
) -> dict[str, Any]:
    """Prepare the folder, let the processes loose for so long, and count."""
    app = make_app(folder)
    with app.app_context():
        db.create_all()
        prepare(documents, items)
        upkeep.rebuild()
        indexer.drain_all()
        db.session.remove()
    soak = Soak(folder, rebuild_every)
    try:
        for number in range(1, readers + 1):
            soak.start("reader", number)
        soak.wait_until_all_work()
        soak.start("writer")
        soak.start("rebuilder")
        soak.wait_until_all_work()
        soak.wreck(seconds, pause)
    finally:
        soak.stop()
    return {"seconds": round(seconds), "documents": documents, "items": items} | _counted(soak, app, readers)


def _counted(soak: Soak, app: Flask, readers: int) -> dict[str, Any]:
    """What happened, what the readers blamed, and whether index and database agree in the end."""
    folder = soak.folder
    reports = [json.loads((folder / f"reader{n}.json").read_text()) for n in range(1, readers + 1)]
    with app.app_context():
        indexer.drain_all()
        found = upkeep.verify()
        figures = upkeep.status()
    return {
        "writes": _size(folder / WRITES),
        "rebuilds": _size(folder / REBUILDS),
        "kills": soak.kills,
        "crashes": soak.crashes,
        "errors_logged": soak.logs().count("Traceback"),
        **{name: sum(report[name] for report in reports) for name in ("asked", *FAULTS)},
        "examples": [example for report in reports for example in report["examples"]][:5],
        "rss_mb": [_course(report["rss_mb"]) for report in reports],
        "open_files": [_course(report["open_files"]) for report in reports],
        "differences": found.count,
        "segments": figures["segments"],
        "index_files": sum(1 for _ in (folder / "index" / figures["generation"]).iterdir()),
    }


def _course(samples: list[float]) -> dict[str, float]:
    """After warm-up, half way, at the end, and the highest of all samples."""
    middle = samples[len(samples) // 2]
    return {"start": samples[0], "middle": middle, "end": samples[-1], "most": max(samples)}


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def main(minutes: float = 10.0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder), minutes * 60), ensure_ascii=False))


if __name__ == "__main__":
    main(*(float(argument.rpartition("=")[2]) for argument in sys.argv[1:]))

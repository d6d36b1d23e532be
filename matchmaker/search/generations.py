"""The index's directories: `gen-<schema>-<n>` each a whole index, and the file CURRENT that names the one in use.

A rebuild fills a new directory and then replaces CURRENT in one step; readers that still have the previous one open
keep it. Nothing here is precious: everything can be built again from the database.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from matchmaker.kernel.locking import file_lock

POINTER = "CURRENT"
REBUILDING = "REBUILDING"
_FIRST = 0
_SWITCH_WAIT = 10.0  # seconds


class Generations:
    """The directories below one root, for one schema signature."""

    def __init__(self, root: Path, signature: str) -> None:
        self.root, self.signature = root, signature
        root.mkdir(parents=True, exist_ok=True)

    @property
    def drain_lock(self) -> Path:
        return self.root / ".drain.lock"

    @property
    def rebuild_lock(self) -> Path:
        return self.root / ".rebuild.lock"

    def current(self) -> Path:
        """The directory in use; at the very first call an empty one is made, to be rebuilt soon."""
        name = self._pointed()
        if name is None:
            with self._switching():
                name = self._pointed() or self._first()
        return self.root / name

    def _first(self) -> str:
        (self.root / self._name(_FIRST)).mkdir(exist_ok=True)
        self._point_to(self._name(_FIRST))
        return self._name(_FIRST)

    @contextmanager
    def _switching(self) -> Iterator[None]:
        """Only one process at a time may decide which directory is in use."""
        with file_lock(self.root / ".pointer.lock", wait=_SWITCH_WAIT) as is_mine:
            if not is_mine:
                raise TimeoutError("another process holds the pointer of the index")
            yield

    def is_fit(self) -> bool:
        """Whether the index in use was fully built for this schema."""
        name = self._pointed()
        return name is not None and name.startswith(f"gen-{self.signature}-") and name != self._name(_FIRST)

    def fresh(self) -> Path:
        """A new, empty directory."""
        numbers = [int(path.name.rpartition("-")[2]) for path in self.root.glob("gen-*")]
        directory = self.root / self._name(max(numbers, default=_FIRST) + 1)
        directory.mkdir()
        return directory

    def promote(self, directory: Path) -> None:
        """Put a directory in use, surviving a power cut, and delete all but it and its predecessor."""
        with self._switching():
            before = self._pointed()
            self._point_to(directory.name)
            for path in self.root.glob("gen-*"):
                if path.name not in (directory.name, before):
                    shutil.rmtree(path, ignore_errors=True)

    def _point_to(self, name: str) -> None:
        draft = self.root / f"{POINTER}.new"
        with draft.open("w") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / POINTER)
        descriptor = os.open(self.root, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    def _pointed(self) -> str | None:
        try:
            name = (self.root / POINTER).read_text().strip()
        except FileNotFoundError:
            return None
        return name if name and (self.root / name).is_dir() else None

    def _name(self, number: int) -> str:
        return f"gen-{self.signature}-{number}"

    # -- keys written to the old index while a new one is being built ---------------------------

    def start_redo(self) -> None:
        (self.root / REBUILDING).write_text("")

    def add_redo(self, keys: Sequence[str]) -> None:
        """Remember written keys for the index that is being built, if one is."""
        path = self.root / REBUILDING
        if path.exists():
            with path.open("a") as file:
                file.write(json.dumps(list(keys)) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def redo_keys(self) -> list[str]:
        path = self.root / REBUILDING
        lines = path.read_text().splitlines() if path.exists() else []
        return sorted({key for line in lines for key in json.loads(line)})

    def end_redo(self) -> None:
        (self.root / REBUILDING).unlink(missing_ok=True)

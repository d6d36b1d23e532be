"""The index's directories: `gen-<schema>-<n>` each a whole index, and the file CURRENT that names the one in use.

A rebuild fills a new directory and then replaces CURRENT in one step; readers that still have the previous one open
keep it. Nothing here is precious: everything can be built again from the database.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

POINTER = "CURRENT"
REBUILDING = "REBUILDING"
_FIRST = 0


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
            directory = self.root / self._name(_FIRST)
            directory.mkdir(exist_ok=True)
            self.promote(directory)
            return directory
        return self.root / name

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
        before = self._pointed()
        draft = self.root / f"{POINTER}.new"
        with draft.open("w") as file:
            file.write(directory.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / POINTER)
        descriptor = os.open(self.root, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        for path in self.root.glob("gen-*"):
            if path.name not in (directory.name, before):
                shutil.rmtree(path, ignore_errors=True)

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

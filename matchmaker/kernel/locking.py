"""One worker at a time, over all processes: a lock on a file, free again when its holder dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def file_lock(path: Path, wait: float = 0.0) -> Iterator[bool]:
    """Whether the lock was free within `wait` seconds; held until the block ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait
    with path.open("a") as file:
        while not (taken := _try(file.fileno())) and time.monotonic() < deadline:
            time.sleep(0.02)
        yield taken


def work_alone(path: Path, work: Callable[[], object], has_more: Callable[[], bool]) -> bool:
    """Call ``work`` while holding the lock; False when somebody else is at it already.

    Looks once more after letting go: what was marked in that moment found the lock taken and relies on us.
    """
    while True:
        with file_lock(path) as is_mine:
            if not is_mine:
                return False
            work()
        if not has_more():
            return True


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

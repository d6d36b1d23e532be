"""Named background tasks. Rows in the database are the truth; a task is only the nudge to look at them.

Features declare tasks here; the worker runs them. `enqueue` is best effort: when it fails or the worker dies, the
sweep of the next minute finds the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matchmaker.kernel.unit_of_work import after_commit


@dataclass(frozen=True)
class Task:
    """A piece of work that may be repeated at any time without harm."""

    name: str
    run: Callable[[], object]
    every_minutes: int | None = 1  # how often the sweep starts it anyway; None: never


_tasks: dict[str, Task] = {}
_send: Callable[[str], None] | None = None


def task(name: str, every_minutes: int | None = 1) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Declare a function as the background task ``name``."""

    def declare(function: Callable[[], object]) -> Callable[[], object]:
        _tasks[name] = Task(name, function, every_minutes)
        return function

    return declare


def tasks() -> dict[str, Task]:
    """All declared tasks by name."""
    return dict(_tasks)


def connect(send: Callable[[str], None] | None) -> None:
    """Hand over the queue that carries task names to the worker; None cuts it off (tests)."""
    global _send
    _send = send


def enqueue(name: str) -> None:
    """Nudge a task after the present transaction has committed."""
    if name not in _tasks:
        raise KeyError(name)
    after_commit(lambda: enqueue_now(name))


def enqueue_now(name: str) -> None:
    """Nudge a task at once; used by one task to wake the next."""
    if _send is not None:
        _send(name)

"""The table of clock-driven steps. Each finds what is due by itself and may be repeated without harm."""

from __future__ import annotations

from collections.abc import Callable

from matchmaker.achievements import services as achievements
from matchmaker.awards import services as awards
from matchmaker.bids import services as bids
from matchmaker.brokers import services as brokers
from matchmaker.calls import services as calls
from matchmaker.challenges import services as challenges
from matchmaker.contracts import services as contracts
from matchmaker.evaluations import services as evaluations
from matchmaker.interests import services as interests
from matchmaker.introductions import services as introductions
from matchmaker.kernel import background
from matchmaker.kernel.unit_of_work import transaction

# In this order: what is over is closed before anybody is reminded of it.
STEPS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("calls closed", calls.close_due),
    ("challenges closed", challenges.expire_due),
    ("bids opened", bids.open_due),
    ("awards confirmed", awards.confirm_due),
    ("introductions expired", introductions.expire_due),
    ("contracts lapsed", contracts.lapse_due),
    ("achievements delisted", achievements.expire_due),
    ("challenge reminders", challenges.remind_due),
    ("achievement reminders", achievements.remind_due),
    ("answer reminders", interests.remind_due),
    ("introduction reminders", introductions.remind_due),
    ("scoring reminders", evaluations.remind_due),
    ("milestone reminders", contracts.remind_due),
    ("items taken from brokers", brokers.release_due),
    ("items given to brokers", brokers.sweep_due),
    ("broker certificate reminders", brokers.remind_due),
)


def tick() -> dict[str, int]:
    """Take every step in its own transaction; returns how many objects each one touched."""
    done = {}
    for name, step in STEPS:
        with transaction():
            done[name] = step()
    return done


@background.task("lifecycle.tick", every_minutes=1)
def tick_task() -> None:
    tick()

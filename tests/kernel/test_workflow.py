"""The engine refuses bad tables and is the only writer of a status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest
from flask import Flask

from matchmaker.extensions import db
from matchmaker.kernel import audit
from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.errors import GuardFailed, IllegalTransition, PermissionDenied
from matchmaker.kernel.policy import Policy, is_staff
from matchmaker.kernel.roles import Role
from matchmaker.kernel.workflow import Transition, Workflow
from tests.support.people import actor_with


class Door(LabelledEnum):
    SHUT = "shut", "关", "hollow"
    OPEN = "open", "开", "open"
    GONE = "gone", "拆"


class DoorPermission(StrEnum):
    MOVE = "door:move"


@dataclass
class Thing:
    id: int = 1
    status: Door = Door.SHUT
    locked: bool = False


def is_unlocked(thing: Thing) -> None:
    if thing.locked:
        raise GuardFailed("锁着", {"key": "没有钥匙"})


POLICY = Policy("door", {DoorPermission.MOVE: [[is_staff]]})
OPEN = Transition("open", "打开", (Door.SHUT,), Door.OPEN, DoorPermission.MOVE, (is_unlocked,))
REMOVE = Transition("remove", "拆除", (Door.OPEN, Door.SHUT), Door.GONE, DoorPermission.MOVE, needs_note=True)
WORKFLOW = Workflow("door", POLICY, Door, [OPEN, REMOVE], initial=Door.SHUT, final={Door.GONE})
STAFF, GUEST = actor_with(Role.OPERATOR), actor_with(Role.BROKER)


def test_apply_writes_status_and_audit(app: Flask) -> None:
    thing = Thing()
    WORKFLOW.apply(thing, "open", STAFF, "通风")
    db.session.flush()
    (entry,) = audit.timeline("door", 1)
    assert thing.status is Door.OPEN
    assert (entry.action, entry.before, entry.after, entry.note, entry.actor_id) == (
        "open",
        "shut",
        "open",
        "通风",
        1,
    )


def test_apply_asks_permission_before_anything_else(app: Flask) -> None:
    thing = Thing(locked=True)
    with pytest.raises(PermissionDenied):
        WORKFLOW.apply(thing, "open", GUEST)
    assert thing.status is Door.SHUT


def test_apply_refuses_the_wrong_state(app: Flask) -> None:
    with pytest.raises(IllegalTransition):
        WORKFLOW.apply(Thing(status=Door.GONE), "open", STAFF)


def test_guard_keeps_the_state_and_names_the_field(app: Flask) -> None:
    thing = Thing(locked=True)
    with pytest.raises(GuardFailed) as caught:
        WORKFLOW.apply(thing, "open", STAFF)
    assert caught.value.errors == {"key": "没有钥匙"}
    assert thing.status is Door.SHUT
    assert audit.timeline("door", 1) == []


@pytest.mark.parametrize("note", ["", "   "])
def test_a_demanded_reason_may_not_be_blank(app: Flask, note: str) -> None:
    with pytest.raises(GuardFailed):
        WORKFLOW.apply(Thing(), "remove", STAFF, note)


@pytest.mark.parametrize(
    ("status", "expected"), [(Door.SHUT, ["open", "remove"]), (Door.OPEN, ["remove"]), (Door.GONE, [])]
)
def test_available_shows_what_would_start(status: Door, expected: list[str]) -> None:
    assert [t.action for t in WORKFLOW.available(Thing(status=status), STAFF)] == expected
    assert WORKFLOW.available(Thing(status=status), GUEST) == []


@pytest.mark.parametrize(
    ("transitions", "final", "complaint"),
    [
        ([OPEN, OPEN, REMOVE], {Door.GONE}, "twice"),
        ([OPEN], {Door.OPEN}, "nothing leads to"),
        ([OPEN, REMOVE], set(), "no way out"),
        ([OPEN, REMOVE], {Door.GONE, Door.OPEN}, "left again"),
    ],
)
def test_a_bad_table_is_refused(transitions: list[Transition], final: set[Door], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Workflow("bad", POLICY, Door, transitions, initial=Door.SHUT, final=final)


def test_mermaid_shows_every_arrow() -> None:
    text = WORKFLOW.mermaid()
    assert text.startswith("stateDiagram-v2\n    [*] --> shut")
    for arrow in ("shut --> open: open", "open --> gone: remove", "shut --> gone: remove", "gone --> [*]"):
        assert arrow in text

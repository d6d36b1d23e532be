"""State machines as tables. `Workflow.apply` is the only writer of ``status``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matchmaker.kernel import audit
from matchmaker.kernel.actor import Actor
from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.errors import GuardFailed, IllegalTransition
from matchmaker.kernel.policy import Policy

_registry: dict[str, Workflow] = {}


@dataclass(frozen=True)
class Transition:
    """One row of the table: an action leads from its sources to one target.

    ``guards`` raise `GuardFailed`; ``style`` is the look of its button; ``needs_note`` demands a reason.
    """

    action: str
    label: Any
    sources: tuple[LabelledEnum, ...]
    target: LabelledEnum
    permission: StrEnum
    guards: tuple[Callable[[Any], None], ...] = ()
    style: str = "line"
    needs_note: bool = False


class Workflow:
    """A checked table of transitions over the states of one entity."""

    def __init__(
        self,
        name: str,
        policy: Policy,
        states: type[LabelledEnum],
        transitions: Sequence[Transition],
        *,
        initial: LabelledEnum,
        final: Iterable[LabelledEnum],
    ) -> None:
        self.name, self.policy, self.states = name, policy, states
        self.transitions = tuple(transitions)
        self.initial, self.final = initial, frozenset(final)
        self._by_action = {t.action: t for t in self.transitions}
        self._check()
        _registry[name] = self

    def __getitem__(self, action: str) -> Transition:
        return self._by_action[action]

    def available(self, subject: Any, actor: Actor) -> list[Transition]:
        """The actions this actor could start now; guards may still refuse them with a reason."""
        return [
            t
            for t in self.transitions
            if subject.status in t.sources and self.policy.can(actor, t.permission, subject)
        ]

    def apply(self, subject: Any, action: str, actor: Actor, note: str = "") -> Transition:
        """Check permission, state, note and guards; write the status and its audit entry."""
        transition = self._by_action[action]
        self.policy.require(actor, transition.permission, subject)
        if subject.status not in transition.sources:
            raise IllegalTransition(workflow=self.name, action=action, status=str(subject.status))
        if transition.needs_note and not note.strip():
            raise GuardFailed(errors={"note": _reason_missing()})
        for guard in transition.guards:
            guard(subject)
        before, subject.status = subject.status, transition.target
        audit.record(self.name, subject.id, action, actor, before, transition.target, note)
        return transition

    def _check(self) -> None:
        names = [t.action for t in self.transitions]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: an action appears twice")
        sources = {s for t in self.transitions for s in t.sources}
        reached = {self.initial} | {t.target for t in self.transitions}
        if unreached := set(self.states) - reached:
            raise ValueError(f"{self.name}: nothing leads to {sorted(unreached)}")
        if dead := set(self.states) - sources - self.final:
            raise ValueError(f"{self.name}: no way out of {sorted(dead)}")
        if left := sources & self.final:
            raise ValueError(f"{self.name}: final but left again: {sorted(left)}")

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial.value}"]
        for t in self.transitions:
            lines += [f"    {s.value} --> {t.target.value}: {t.action}" for s in t.sources]
        lines += [f"    {s.value} --> [*]" for s in self.states if s in self.final]
        return "\n".join(lines)


def _reason_missing() -> Any:
    from flask_babel import lazy_gettext

    return lazy_gettext("请写明理由。")


def registered() -> dict[str, Workflow]:
    """All workflows by name."""
    return dict(_registry)

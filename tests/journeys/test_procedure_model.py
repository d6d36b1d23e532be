"""Five thousand random steps, legal and illegal, and what must hold after each."""

from __future__ import annotations

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.procedure import Procedure


def test_random_people_doing_random_things(app: Flask) -> None:
    Procedure.steps = Procedure.refused = 0
    Procedure.furthest = set()
    run_state_machine_as_test(
        Procedure,
        settings=settings(
            max_examples=26,
            stateful_step_count=120,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Procedure.steps >= 5000, Procedure.steps
    taken = Procedure.steps - Procedure.refused
    assert taken >= 300, taken  # a walk that has reached its end is only refused: the share says nothing
    assert Procedure.refused >= 1000, Procedure.refused
    reached = {"open", "closed", "evaluating", "awarded", "signing", "active", "completed", "race"}
    assert reached <= Procedure.furthest

"""Every workflow's permissions are in its policy, and its diagram can be printed."""

from __future__ import annotations

from flask import Flask

from matchmaker.kernel import workflow


def test_permissions_are_in_the_policy(app: Flask) -> None:
    for flow in workflow.registered().values():
        assert {t.permission for t in flow.transitions} <= set(flow.policy.table), flow.name


def test_diagrams(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["workflow", "diagram"])
    assert result.exit_code == 0
    for name in ("challenge", "achievement", "organization", "expert"):
        assert f"%% {name}\n" in result.output
    assert app.test_cli_runner().invoke(args=["workflow", "diagram", "nonsense"]).exit_code != 0

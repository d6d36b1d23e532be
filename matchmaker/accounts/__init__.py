"""People: registration, confirmation by mail, sign-in, recovery. Built on Flask-Security."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.accounts.views import blueprint

    return (blueprint,)


def commands() -> Sequence[Any]:
    from matchmaker.accounts.cli import accounts_cli

    return (accounts_cli,)

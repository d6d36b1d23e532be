"""Organizations: who somebody acts for, who belongs to it, and whether staff have checked its identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.organizations.views import blueprint

    return (blueprint,)

"""Technology brokers (技术经纪人): their profiles and the directory in which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def blueprints() -> Sequence[Any]:
    from matchmaker.brokers.views import blueprint

    return (blueprint,)

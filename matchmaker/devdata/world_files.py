"""The world as it stands in the YAML files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "world"


@cache
def entries(kind: str) -> tuple[dict[str, Any], ...]:
    """All entries of one kind (``challenges``), over all its files; keys are unique."""
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob(f"{kind}_*.yaml")):
        with open(path, encoding="utf-8") as file:
            found.extend(yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506  safe
    keys = [entry["key"] for entry in found]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        raise ValueError(f"{kind}: keys stand twice: {sorted(repeated)}")
    return tuple(found)

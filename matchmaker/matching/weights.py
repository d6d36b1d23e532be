"""The weights of the score as versioned data; every stored match names the version it was made with."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def current_weights() -> dict[str, Any]:
    """``weights.json``: change a number, raise ``version``, and let `flask matching refresh` compute all anew."""
    return json.loads((Path(__file__).parent / "weights.json").read_text("utf-8"))


def current_version() -> str:
    return str(current_weights()["version"])

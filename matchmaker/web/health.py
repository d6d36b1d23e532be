"""``/health``: the process answers. ``/ready``: database, index and worker do their work."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from matchmaker.extensions import limiter
from matchmaker.web.security import public

blueprint = Blueprint("health", __name__)
Check = Callable[[], dict[str, object]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """A part reports itself as a dictionary with ``ok``; an exception means it is down."""
    _checks[name] = check


@blueprint.get("/health")
@public
@limiter.exempt
def health() -> Response:
    return jsonify(status="ok")


@blueprint.get("/ready")
@public
@limiter.exempt
def ready() -> tuple[Response, int]:
    results = {name: _run(check) for name, check in _checks.items()}
    good = all(result["ok"] for result in results.values())
    return jsonify(status="ready" if good else "not ready", checks=results), 200 if good else 503


def _run(check: Check) -> dict[str, object]:
    try:
        return check()
    except Exception as error:
        return {"ok": False, "error": type(error).__name__}

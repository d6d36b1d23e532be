"""What every template may use: assets, icons, formats, permissions."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from matchmaker.kernel import audit, clock, policy, workflow
from matchmaker.kernel.money import format_wan
from matchmaker.web.security import current_actor

_globals: dict[str, Any] = {}
_providers: dict[str, Callable[[], Any]] = {}


def register_context(name: str, provider: Callable[[], Any]) -> None:
    """Give templates a value that is computed for each request."""
    _providers[name] = provider


def register_global(name: str, value: Any) -> None:
    """Let a feature or `wiring` give templates one more function."""
    _globals[name] = value


def init_app(app: Flask) -> None:
    """Filters and globals."""
    app.jinja_env.filters.update(
        wan=format_wan,
        day=day,
        day_long=day_long,
        moment=moment,
        days_left=days_left,
        filesize=filesize,
        number=number,
    )
    app.jinja_env.globals.update(
        asset=asset, icon=icon, can=can, available=available, timeline=audit.timeline, today=clock.today
    )
    # Live, so that macros imported without context see what features register later.
    app.jinja_env.globals = ChainMap(app.jinja_env.globals, _globals)  # type: ignore[assignment]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    if not has_request_context():  # a mail written by the worker: no reader, no menu
        return {"locale": str(get_locale() or "zh"), **_globals}
    computed = {name: provider() for name, provider in _providers.items()}
    return {"current_actor": current_actor(), "locale": str(get_locale() or "zh"), **computed}


# -- assets -----------------------------------------------------------------------------------


def asset(name: str) -> str:
    """Address of a built asset by its logical name (``app.css``)."""
    manifest = _manifest()
    return url_for("static", filename=f"vendor/{manifest.get(name, name)}")


def _manifest() -> dict[str, str]:
    path = Path(str(current_app.static_folder), "vendor", "manifest.json")
    kept: tuple[float, dict[str, str]] = current_app.extensions.setdefault("asset_manifest", (0.0, {}))
    changed = path.stat().st_mtime if path.is_file() else 0.0
    if changed != kept[0]:
        kept = (changed, json.loads(path.read_text("utf-8")))
        current_app.extensions["asset_manifest"] = kept
    return kept[1]


def icon(name: str, label: str | None = None) -> Markup:
    """An icon of the sprite; decoration unless it has a ``label``."""
    address = asset("icons.svg")
    if label is None:
        return Markup('<svg class="bi" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
            address, name
        )
    return Markup('<svg class="bi" role="img" aria-label="{}"><use href="{}#{}"></use></svg>').format(
        label, address, name
    )


# -- permissions ------------------------------------------------------------------------------


def can(permission: str, subject: Any = None) -> bool:
    """Whether the reader may; the same tables as the guards."""
    return policy.can(current_actor(), permission, subject)


def available(name: str, subject: Any) -> list[workflow.Transition]:
    """The workflow actions the reader could start on ``subject``."""
    return workflow.registered()[name].available(subject, current_actor())


def action_label(name: str, action: str) -> Any:
    """What a workflow calls one of its actions; empty for anything else in the trail."""
    table = workflow.registered().get(name)
    found = [t.label for t in table.transitions if t.action == action] if table else []
    return found[0] if found else ""


def has_page(endpoint: str) -> bool:
    """Whether a feature offers this endpoint, for links from shared templates."""
    return endpoint in current_app.view_functions


# -- formats ----------------------------------------------------------------------------------


def _blank(format_value: Callable[[Any], str]) -> Callable[[Any], str]:
    def formatted(value: Any) -> str:
        return "" if value is None or value == "" else format_value(value)

    return formatted


def _beijing(value: date | datetime) -> date | datetime:
    return value.astimezone(clock.BEIJING) if isinstance(value, datetime) else value


day = _blank(lambda value: _beijing(value).strftime("%Y-%m-%d"))
moment = _blank(lambda value: _beijing(value).strftime("%Y-%m-%d %H:%M"))


@_blank
def day_long(value: date | datetime) -> str:
    """2026 年 12 月 18 日, as on forms."""
    local = _beijing(value)
    return _("%(year)s 年 %(month)s 月 %(day)s 日", year=local.year, month=local.month, day=local.day)


def days_left(value: date | datetime | None) -> int | None:
    """Whole days from today in Beijing; negative when past."""
    if value is None:
        return None
    local = _beijing(value)
    return ((local.date() if isinstance(local, datetime) else local) - clock.today()).days


@_blank
def filesize(value: int) -> str:
    return f"{value / 1048576:.1f} MB" if value >= 1048576 else f"{max(1, value // 1024)} KB"


@_blank
def number(value: float) -> str:
    """Separators from five digits on; no idle decimals."""
    text = f"{value:,.6g}" if isinstance(value, float) and abs(value) < 1e5 else f"{value:,.0f}"
    return text if abs(value) >= 10_000 else text.replace(",", "")


def current_address(**changes: Any) -> str:
    """This page's address with some query arguments replaced (None removes one)."""
    arguments = request.args.to_dict(flat=False)
    for key, value in changes.items():
        arguments.pop(key, None)
        if value is not None:
            arguments[key] = value
    return url_for(str(request.endpoint), **(request.view_args or {}), **arguments)  # type: ignore[arg-type]


register_global("current_address", current_address)
register_global("action_label", action_label)
register_global("has_page", has_page)

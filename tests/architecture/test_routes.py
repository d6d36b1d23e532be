"""Patrol over the map of routes."""

from __future__ import annotations

import re

from flask import Flask

from matchmaker.kernel import policy

# Pages of the account library guard themselves; each is named here so that a new one is noticed.
LIBRARY = {
    f"security.{name}"
    for name in (
        "login", "logout", "verify", "register", "send_confirmation", "confirm_email",
        "forgot_password", "reset_password", "change_password", "static",
    )
} | {"static"}  # fmt: skip
ACTIONS_BY_GET = {"security.confirm_email"}  # a link in a mail can only be a GET


def routes(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in LIBRARY]


def test_every_route_declares_its_guard(app: Flask) -> None:
    unguarded = [r.endpoint for r in routes(app) if not hasattr(app.view_functions[r.endpoint], "guard")]
    assert unguarded == []


def test_guards_are_known_permissions(app: Flask) -> None:
    known = {permission.value for table in policy.registered().values() for permission in table.table}
    guards = {app.view_functions[r.endpoint].guard for r in routes(app)}
    assert guards - known <= {"public", "login"}


def test_changing_routes_are_never_public_without_a_reason(app: Flask) -> None:
    reasons = {"web.set_language"}  # sets a cookie, changes no data
    changing = {
        r.endpoint
        for r in routes(app)
        if "POST" in r.methods and app.view_functions[r.endpoint].guard == "public"
    }
    assert changing <= reasons, changing - reasons


def test_addresses_are_kebab_case(app: Flask) -> None:
    fixed = [re.sub(r"<[^>]+>", "x", rule.rule) for rule in routes(app)]
    assert [address for address in fixed if not re.fullmatch(r"/([a-z0-9.-]+/?)*", address)] == []


def test_no_address_stands_twice(app: Flask) -> None:
    seen: dict[tuple[str, str], str] = {}
    for rule in routes(app):
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            address = (re.sub(r"<[^>]+>", "<>", rule.rule), method)
            assert seen.setdefault(address, rule.endpoint) == rule.endpoint, address


def test_reading_never_shares_an_address_handler_with_writing_unless_a_form(app: Flask) -> None:
    """A view that answers GET and POST is a form page; it must not exist for actions such as /withdraw."""
    both = [r.rule for r in routes(app) if {"GET", "POST"} <= r.methods]
    actions = (
        "withdraw",
        "publish",
        "close",
        "reopen",
        "reject",
        "renew",
        "verify",
        "refuse",
        "delist",
        "list",
    )
    assert [rule for rule in both if rule.rstrip("/").rsplit("/", 1)[-1] in actions] == []


def test_others_rely_on_these_addresses(app: Flask) -> None:
    rules = {r.rule for r in app.url_map.iter_rules()}
    promised = {
        "/challenges/",
        "/challenges/<public_id>",
        "/achievements/",
        "/experts/",
        "/search",
        "/health",
        "/ready",
        "/",
    }
    assert promised <= rules

"""The menu leads to pages that exist, and every permission in it is known."""

from __future__ import annotations

from flask import Flask

from matchmaker import navigation
from matchmaker.kernel import policy

ITEMS = (*navigation.MAIN, *navigation.MINE, *navigation.DESK)


def test_entries_lead_somewhere(app: Flask) -> None:
    assert [item.endpoint for item in ITEMS if item.endpoint not in app.view_functions] == []


def test_permissions_exist(app: Flask) -> None:
    known = {permission.value for table in policy.registered().values() for permission in table.table}
    assert {item.permission for item in ITEMS if item.permission} <= known


def test_desk_entries_have_the_guard_of_their_page(app: Flask) -> None:
    for item in navigation.DESK:
        assert app.view_functions[item.endpoint].guard == item.permission

"""Money, pages, clock, enums, background tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.kernel import background, clock
from matchmaker.kernel.enums import LabelledEnum
from matchmaker.kernel.layers import Layer, readable
from matchmaker.kernel.money import Money, format_wan
from matchmaker.kernel.pagination import LARGEST_PAGE, Page, page_number
from matchmaker.kernel.unit_of_work import transaction


@pytest.mark.parametrize(
    ("text", "minor"),
    [("380", 380_000_000), ("12.5", 12_500_000), ("0.000001", 1), ("1,200", 1_200_000_000), (3, 3_000_000)],
)
def test_money_from_wan(text: str | int, minor: int) -> None:
    assert Money.from_wan(text).minor == minor


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1e999999", "１２三"])
def test_money_refuses_nonsense(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.from_wan(text)


@given(st.integers(0, 10**15))
def test_wan_is_exact(minor: int) -> None:
    assert Money.from_wan(Money(minor).wan).minor == minor


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (None, ""),
        (0, "0"),
        (380_000_000, "380"),
        (12_500_000, "12.5"),
        (4_260_000_000, "4260"),
        (12_480_000_000, "12,480"),
    ],
)
def test_format_wan(minor: int | None, text: str) -> None:
    assert format_wan(minor) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [(None, 1), ("", 1), ("3", 3), ("-2", 1), ("0", 1), ("x", 1), ("9" * 30, LARGEST_PAGE)],
)
def test_page_number(text: str | None, number: int) -> None:
    assert page_number(text) == number


@pytest.mark.parametrize(
    ("page", "total", "window"),
    [
        (1, 0, [1]),
        (1, 100, [1, 2, 3, None, 5]),
        (5, 200, [1, None, 3, 4, 5, 6, 7, None, 10]),
        (2, 60, [1, 2, 3]),
    ],
)
def test_page_window(page: int, total: int, window: list[int | None]) -> None:
    assert Page([], total, page).window() == window


def test_page_positions() -> None:
    page = Page(["x"] * 5, 25, 2)
    assert (page.pages, page.first, page.last) == (2, 21, 25)
    assert Page([], 0).first == 0


def test_the_day_is_that_of_beijing() -> None:
    with clock.frozen(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2027, 1, 1)


def test_enum_carries_label_and_badge() -> None:
    class Light(LabelledEnum):
        RED = "red", "红", "bad"
        DIM = "dim"

    assert Light("red") is Light.RED
    assert (Light.RED.label, Light.RED.badge, str(Light.RED)) == ("红", "bad", "red")
    assert Light.choices() == [("red", "红"), ("dim", "dim")]


def test_readable_layers() -> None:
    assert readable(Layer.PUBLIC) == (Layer.PUBLIC,)
    assert readable(Layer.NDA) == (Layer.PUBLIC, Layer.REGISTERED, Layer.NDA)


def test_a_task_is_nudged_only_after_the_commit(app: Flask) -> None:
    sent: list[str] = []
    background.task("test.nothing", every_minutes=None)(lambda: None)
    background.connect(sent.append)
    with transaction():
        background.enqueue("test.nothing")
        assert sent == []
    assert sent == ["test.nothing"]
    with pytest.raises(KeyError):
        background.enqueue("test.unknown")

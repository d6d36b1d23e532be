"""The credit code: right codes pass, each kind of slip is named with its place."""

from __future__ import annotations

import pytest
from flask import Flask

from matchmaker.organizations.credit_code import complaint, tidy

GOOD = ["91110000600037341L", "91110108551385082Q", "12150100911990113L", "91150302MA9XY0025T"]


@pytest.mark.parametrize("code", GOOD)
def test_right_codes(app: Flask, code: str) -> None:
    with app.test_request_context():
        assert complaint(code) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91110000600037341", ("17 位", "补全")),
        ("9", ("1 位", "补全")),
        ("91110000600037341LL", ("19 位", "删去")),
        ("9111O000600037341L", ("第 5 位“O”", "可能是 0")),
        ("91110000600037341I", ("第 18 位“I”", "可能是 1")),
        ("91110000Z00037341L", ("第 9 位“Z”", "可能是 2")),
        ("91110000600*37341L", ("第 12 位“*”", "数字或大写字母")),
        ("911100006000中7341L", ("第 13 位“中”",)),
        ("0111000060003734XX", ("第 1 位“0”", "登记管理部门")),
        ("9111000A600037341L", ("第 8 位“A”", "行政区划")),
        ("91990000600037341L", ("第 3、4 位“99”",)),
        ("91110000600037341M", ("第 18 位", "应为 L", "填的是 M")),
        ("91110000600037431L", ("第 18 位", "填的是 L")),
    ],
)
def test_wrong_codes_name_the_place(app: Flask, code: str, said: tuple[str, ...]) -> None:
    with app.test_request_context():
        message = complaint(code)
    assert message and all(words in message for words in said), message


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 91110000 600037341l ", "91110000600037341L"),
        ("９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("911100-006000-37341L", "91110000600037341L"),
        (None, ""),
    ],
)
def test_tidying(typed: str | None, code: str) -> None:
    assert tidy(typed) == code


def test_every_single_slip_is_found(app: Flask) -> None:
    """Modulo 31 with these weights notices any one changed place."""
    code = GOOD[0]
    with app.test_request_context():
        for place in range(len(code)):
            for letter in "0123456789ABCDEFGHJKLMNPQRTUWXY":
                changed = code[:place] + letter + code[place + 1 :]
                assert (complaint(changed) is None) == (changed == code), changed

"""Numbers of rights: known good ones, each kind of slip, and the sentence about it."""

from __future__ import annotations

import pytest
from flask import Flask

from matchmaker.achievements.patents import (
    check_digit,
    read_application_number,
    read_doi,
    read_publication_number,
)

GOOD = {
    "201710601862.3": "201710601862.3",
    "201310699744.2": "201310699744.2",
    "95115608.X": "95115608.X",
    "95115608.x": "95115608.X",
    "ZL201710601862.3": "ZL201710601862.3",
    "ZL 2017 1 0601862.3": "ZL201710601862.3",
    "2017106018623": "201710601862.3",
    "ＺＬ２０１７１０６０１８６２．３": "ZL201710601862.3",
    "CN201710601862.3": "201710601862.3",
    "": "",
    "  ": "",
}


@pytest.fixture(autouse=True)
def _texts(app: Flask):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("typed", "number"), GOOD.items())
def test_good_application_numbers(typed: str, number: str) -> None:
    reading = read_application_number(typed)
    assert (reading.number, reading.error) == (number, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("201710601862.4", ("应为 3", "填的是 4")),
        ("95115608.1", ("应为 X", "填的是 1")),
        ("ZL201310699744.X", ("应为 2", "填的是 X")),
        ("201710601862", ("缺少", "校验位")),
        ("95115608", ("缺少", "校验位")),
        ("201740601862.3", ("第 5 位", "填的是 4")),
        ("20171060186.3", ("12 位数字",)),
        ("专利号", ("12 位数字", "0 位")),
        ("201710601862.3'; DROP TABLE", ("12 位数字",)),
    ],
)
def test_wrong_application_numbers_say_why(typed: str, said: tuple[str, ...]) -> None:
    reading = read_application_number(typed)
    assert not reading.is_good and reading.number == typed
    assert all(part in reading.error for part in said), reading.error


def test_every_single_slip_in_a_digit_is_found() -> None:
    """All weights are prime to 11, so one wrong digit always changes the sum."""
    digits = "201710601862"
    for place in range(12):
        for other in set("0123456789") - {digits[place]}:
            assert check_digit(digits[:place] + other + digits[place + 1 :]) != "3"


@pytest.mark.parametrize("digits", ["2017106018", "abcdefgh", "", "2017106018621"])
def test_check_digit_needs_twelve_or_eight(digits: str) -> None:
    with pytest.raises(ValueError, match="twelve or eight"):
        check_digit(digits)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("CN115455304A", "CN115455304A"), ("cn 115455304 b", "CN115455304B"), ("CN208432100U", "CN208432100U"),
     ("CN1234567A", "CN1234567A"), ("CN305123456S", "CN305123456S"), ("", "")],
)  # fmt: skip
def test_good_publication_numbers(typed: str, number: str) -> None:
    assert read_publication_number(typed).number == number
    assert read_publication_number(typed).is_good


@pytest.mark.parametrize(
    ("typed", "said"),
    [("CN115455304U", "A、B、C"), ("CN208432100A", "U、Y"), ("CN415455304A", "9 位数字"), ("US1234567A", "9 位数字"),
     ("CN11545530A", "9 位数字")],
)  # fmt: skip
def test_wrong_publication_numbers(typed: str, said: str) -> None:
    assert said in read_publication_number(typed).error


@pytest.mark.parametrize("typed", ["10.1016/j.memsci.2020.118000", "https://doi.org/10.1016/j.memsci.2020.118000",
                                   "doi: 10.1016/j.memsci.2020.118000"])  # fmt: skip
def test_doi_with_and_without_address(typed: str) -> None:
    assert read_doi(typed).number == "10.1016/j.memsci.2020.118000"


@pytest.mark.parametrize("typed", ["11.1016/x", "10.12/x", "10.1016/有", "<script>", "10.1016/"])
def test_wrong_doi(typed: str) -> None:
    assert "10." in read_doi(typed).error

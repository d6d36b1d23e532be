"""Redirects stay here, tables do no harm in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from matchmaker.web.responses import csv_response, safe_next


@pytest.mark.parametrize("address", ["/challenges/?q=1", "/a#b"])
def test_local_addresses_are_kept(address: str) -> None:
    assert safe_next(address, "/") == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/\nx",
        "http://[bad",
        "//[bad",
        " /\\evil.example",
        "/\t\\evil.example",
        "\x01/x",
        "/a b",
    ],
)
def test_foreign_addresses_fall_back(address: str | None) -> None:
    assert safe_next(address, "/home") == "/home"


def test_csv_is_utf8_with_mark_and_without_formulas(app: Flask) -> None:
    rows = [["=HYPERLINK(1)", "普通", None], ["-1+2", 'a"b', 5]]
    with app.test_request_context():
        response = csv_response("需求", ["甲", "乙", "丙"], rows)
        text = response.get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["甲", "乙", "丙"],
        ["'=HYPERLINK(1)", "普通", ""],
        ["'-1+2", 'a"b', "5"],
    ]
    assert "filename*=UTF-8''%E9%9C%80%E6%B1%82.csv" in response.headers["Content-Disposition"]

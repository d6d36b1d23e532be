"""Marks of state secrets and private data are found; denials and ordinary numbers are not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from matchmaker.kernel.secrecy import has_secret_mark, refusals


@dataclass(frozen=True)
class Row:
    """Stands for a row of a form."""

    name: str
    evidence: str = ""


@pytest.fixture(autouse=True)
def _texts(app: Flask):
    with app.test_request_context():
        yield


@pytest.mark.parametrize("text", ["机密★10年", "绝密级", "秘密：5年", "机密 ★", "本项目属涉密", "涉密项目"])
def test_secret_marks(text: str) -> None:
    assert has_secret_mark(f"说明：{text}。")


@pytest.mark.parametrize(
    "text", ["不涉及机密级信息", "本成果不属于涉密项目", "商业秘密由双方保护", "秘密配方", "非涉密成果", ""]
)
def test_no_secret_marks(text: str) -> None:
    assert not has_secret_mark(text)


@pytest.mark.parametrize(
    "text", ["138 0013 8000", "13800138000", "150302199001011234", "a.b@example.com", "手机：139-1234-5678"]
)
def test_private_data(text: str) -> None:
    assert list(refusals({"benefit": f"请联系 {text}"})) == ["benefit"]


@pytest.mark.parametrize("text", ["产能 13800 t/a", "201710601862.3", "0473-2990000", "2100 h，1380013 次"])
def test_ordinary_numbers_pass(text: str) -> None:
    assert refusals({"benefit": text}) == {}


def test_lists_and_rows_are_read_too() -> None:
    assert list(refusals({"units": ["甲", "绝密级"]})) == ["units"]
    assert list(refusals({"team": [{"name": "13800138000"}]})) == ["team"]
    assert list(refusals({"indicators": [Row("水分", evidence="机密★")]})) == ["indicators"]
    assert refusals({"trl": 6, "form": None}) == {}

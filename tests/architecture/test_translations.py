"""Every text of the interface has its English, with the same placeholders."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "matchmaker" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("matchmaker/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\([a-z_]+\)[sd]|\{[a-z]+\}", text))


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    catalogue = read_po(BytesIO(CATALOGUE.read_bytes()))
    return {message.id: message.string for message in catalogue if message.id}


@pytest.fixture(scope="module")
def used() -> set[str]:
    found = extract_from_dir(
        ROOT,
        METHODS,
        keywords=KEYWORDS,
        directory_filter=lambda path: not Path(path).name.startswith((".", "node_")),
    )
    return {row[2] for row in found}


def test_nothing_is_untranslated(used: set[str], english: dict[str, str]) -> None:
    assert sorted(text for text in used if not english.get(text)) == []


def test_nothing_translated_is_unused(used: set[str], english: dict[str, str]) -> None:
    assert sorted(english.keys() - used) == []


def test_placeholders_agree(english: dict[str, str]) -> None:
    wrong = {text: line for text, line in english.items() if placeholders(text) != placeholders(line)}
    assert wrong == {}

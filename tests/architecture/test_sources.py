"""Patrol over the sources: who may write what, how long things may be, what they may be called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "matchmaker"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "versions" not in p.parts)
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|info|misc)(_|$)")
# The two places besides the unit of work that may end a transaction, and the account library's own.
MAY_COMMIT = {"kernel/unit_of_work.py", "search/indexer.py"}


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func), node.lineno


def test_only_the_unit_of_work_commits() -> None:
    guilty = [
        f"{relative(p)}:{line}" for p in SOURCES if relative(p) not in MAY_COMMIT
        for name, line in calls(p) if re.search(r"session(\(\))?\.commit$", name)
    ]  # fmt: skip
    assert guilty == []


def test_status_has_one_writer() -> None:
    """Only the engine assigns ``.status``; loaders and factories pass it when they build a row."""
    guilty = [
        f"{relative(p)}:{node.lineno}" for p in SOURCES if relative(p) != "kernel/workflow.py"
        for node in ast.walk(tree_of(p)) if isinstance(node, ast.Assign)
        for target in node.targets for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr == "status" and isinstance(part.ctx, ast.Store)
    ]  # fmt: skip
    assert guilty == []


def test_time_comes_from_the_clock() -> None:
    pattern = re.compile(r"(datetime\.(now|utcnow|today)|date\.today|time\.time)$")
    guilty = [
        f"{relative(p)}:{line}" for p in SOURCES if relative(p) != "kernel/clock.py"
        for name, line in calls(p) if pattern.search(name)
    ]  # fmt: skip
    assert guilty == []


def test_only_the_search_adapter_knows_whoosh() -> None:
    allowed = {"search/whoosh_backend.py", "search/impacts.py"}
    guilty = [
        relative(p) for p in SOURCES if relative(p) not in allowed
        if re.search(r"^\s*(from|import) whoosh", p.read_text("utf-8"), re.M)
    ]  # fmt: skip
    assert guilty == []


def test_bulk_statements_do_not_bypass_the_index() -> None:
    """``update(Model)`` and ``delete(Model)`` are not seen by the listener that marks documents as stale."""
    tracked = {"Challenge", "Achievement", "Expert", "Organization"}
    guilty = [
        f"{relative(p)}:{node.lineno}" for p in SOURCES for node in ast.walk(tree_of(p))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"update", "delete"}
        and node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in tracked
    ]  # fmt: skip
    assert guilty == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_budgets(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= 300, f"{lines} lines"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            size = (node.end_lineno or 0) - node.lineno + 1
            assert size <= 50, f"{node.name}: {size} lines"


def test_test_files_stay_readable() -> None:
    long = {
        p.name: n for p in (PROJECT / "tests").rglob("*.py") if (n := p.read_text("utf-8").count("\n")) > 500
    }
    assert long == {}
    assert (PROJECT / "tests" / "conftest.py").read_text("utf-8").count("\n") <= 150


def test_names_say_something() -> None:
    assert [relative(p) for p in SOURCES if BANNED_NAMES.search(p.stem)] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [relative(p) for p in SOURCES if not ast.get_docstring(tree_of(p))] == []


def test_nothing_is_left_open() -> None:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b|raise NotImplemented" r"Error")
    assert [relative(p) for p in SOURCES if marks.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(PROJECT / "templates").as_posix())
def test_templates_have_no_inline_script_or_style(path: Path) -> None:
    source = path.read_text("utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.S)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), "inline script"
    assert not re.search(r"<style\b", text), "inline style sheet"
    assert not re.search(r"\sstyle\s*=", text), "style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "event attribute"
    assert not re.search(r"(src|href)=[\"']https?://", text), "foreign asset"
    assert source.count("\n") <= 200, "too long"


def test_templates_belong_to_a_package() -> None:
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir()} | {
        "layouts",
        "components",
        "errors",
        "security",
    }
    folders = {p.name for p in (PROJECT / "templates").iterdir() if p.is_dir()}
    assert folders <= rooms


def test_views_render_templates_of_their_own_feature() -> None:
    guilty = []
    for path in SOURCES:
        feature = path.relative_to(PACKAGE).parts[0]
        for name in re.findall(r"render_template\(\s*f?\"([a-z_]+)/", path.read_text("utf-8")):
            if name not in {feature, "errors", "components"} and not (feature == "web" and name == "errors"):
                guilty.append(f"{relative(path)}: {name}")
    assert guilty == []

"""The built assets: what is in them, how large they are, that a page loads few of them and none from elsewhere."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

PROJECT = Path(__file__).resolve().parents[2]
VENDOR = PROJECT / "static" / "vendor"


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    subprocess.run(["bash", ".ci/assets"], cwd=PROJECT, check=True, capture_output=True)
    return json.loads((VENDOR / "manifest.json").read_text("utf-8"))


def read(manifest: dict[str, str], name: str) -> str:
    return (VENDOR / manifest[name]).read_text("utf-8")


def test_every_page_script_has_a_bundle(manifest: dict[str, str]) -> None:
    shared = {"base", "components", "layouts", "vendor"}
    pages = {
        path.relative_to(PROJECT / "static").as_posix()
        for path in (PROJECT / "static").rglob("*.js")
        if path.relative_to(PROJECT / "static").parts[0] not in shared
    }
    assert pages <= set(manifest)


def test_names_carry_the_hash_of_their_content(manifest: dict[str, str]) -> None:
    names = {name for logical, name in manifest.items() if logical != "inputs"}
    assert names | {"manifest.json"} == {path.name for path in VENDOR.iterdir()}
    assert all(re.search(r"\.[0-9a-f]{10}\.(css|js|svg)$", name) for name in names)


def test_styles_of_features_and_percentages_are_in_the_sheet(manifest: dict[str, str]) -> None:
    css = read(manifest, "app.css")
    assert ".pc-0{" in css and ".pc-100{--pc: 100%}" in css.replace("--pc:100%", "--pc: 100%")
    for sheet in (PROJECT / "static").rglob("*.css"):
        if "vendor" in sheet.parts:
            continue
        first = re.search(r"\.([a-z][\w-]+)\s*\{", sheet.read_text("utf-8"))
        assert first is None or f".{first[1]}" in css, sheet


def test_unused_bootstrap_is_left_out(manifest: dict[str, str]) -> None:
    css = read(manifest, "app.css")
    assert ".btn{" in css and ".form-control" in css
    assert ".carousel" not in css and ".offcanvas" not in css


def test_icons_named_in_templates_are_in_the_sprite(manifest: dict[str, str]) -> None:
    sprite = read(manifest, "icons.svg")
    named = {
        name
        for template in (PROJECT / "templates").rglob("*.html")
        for name in re.findall(r"\bicon\(\s*['\"]([a-z0-9-]+)['\"]", template.read_text("utf-8"))
    }
    assert named
    assert {name for name in named if f'<symbol id="{name}"' not in sprite} == set()


def test_unknown_icon_fails_the_build(tmp_path: Path) -> None:
    for part in ("build.mjs", "package.json", "package-lock.json"):
        shutil.copy(PROJECT / part, tmp_path)
    for folder in ("node_modules", "static"):
        (tmp_path / folder).mkdir()
    (tmp_path / "node_modules").rmdir()
    (tmp_path / "node_modules").symlink_to(PROJECT / "node_modules")
    shutil.copytree(
        PROJECT / "static", tmp_path / "static", dirs_exist_ok=True, ignore=shutil.ignore_patterns("vendor")
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_text("{{ icon('no-such-icon') }}")
    done = subprocess.run(["node", "build.mjs"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0 and "no-such-icon" in done.stderr
    assert not (tmp_path / "static" / "vendor" / "manifest.json").exists()


def test_a_second_build_writes_nothing(manifest: dict[str, str]) -> None:
    before = (VENDOR / "manifest.json").stat().st_mtime_ns
    subprocess.run(["node", "build.mjs"], cwd=PROJECT, check=True)
    assert (VENDOR / "manifest.json").stat().st_mtime_ns == before


def test_lock_names_no_registry() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))["packages"]
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def packed(client: FlaskClient, address: str) -> int:
    with client.get(address) as answer:
        assert answer.status_code == 200
        return len(gzip.compress(answer.data))


@pytest.mark.parametrize("address", ["/", "/help", "/sign-in"])
def test_public_page_is_small_and_self_contained(
    client: FlaskClient, manifest: dict[str, str], address: str
) -> None:
    """At most 120 KB gzip in at most 8 requests, nothing inline and nothing from other hosts."""
    page = client.get(address)
    text = page.get_data(as_text=True)
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', text))
    size = len(gzip.compress(page.data)) + sum(packed(client, address) for address in loaded)
    assert len(loaded) + 1 <= 8
    assert size <= 120 * 1024
    assert len(gzip.compress(page.data)) <= 20 * 1024
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", text)


def test_hashed_assets_are_kept_for_a_year(client: FlaskClient, manifest: dict[str, str]) -> None:
    with client.get(f"/static/vendor/{manifest['app.css']}") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"

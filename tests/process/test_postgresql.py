"""The whole site on PostgreSQL: migrations, demo world, worker, search and suggestions."""

from __future__ import annotations

import os
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.site import Site

pytestmark = [pytest.mark.postgresql, pytest.mark.process, pytest.mark.real_clock]


@pytest.mark.skipif(
    postgres.binaries() is None and not os.environ.get("CI"),
    reason="PostgreSQL is not installed (in CI it must be)",
)
def test_the_demo_site_runs(tmp_path: Path) -> None:
    with postgres.server() as address:
        site = Site(tmp_path, environment={"DATABASE_URL": address})
        site.start()
        try:
            site.wait()
            query = urllib.parse.quote("含氢硅油")
            with urllib.request.urlopen(f"{site.address}/search?q={query}") as page:
                assert "含氢硅油" in page.read().decode()
            assert "differences 0" in site.flask("search", "verify")
            assert site.flask("matching", "suggest", first_need(site)).strip()
        finally:
            site.stop()
        assert not (tmp_path / "matchmaker.db").exists()


def first_need(site: Site) -> str:
    """The number of an open need with suggestions, from the board's export."""
    with urllib.request.urlopen(
        f"{site.address}/challenges/board.csv?q={urllib.parse.quote('含氢硅油')}"
    ) as answer:
        lines = answer.read().decode("utf-8-sig").splitlines()
    return lines[1].split(",")[0].strip('"')

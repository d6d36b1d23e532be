"""The whole site on PostgreSQL: migrations, demo world, worker, search and suggestions."""

from __future__ import annotations

import os
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from matchmaker.app import create_app
from matchmaker.extensions import db
from matchmaker.kernel import audit_chain
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.unit_of_work import transaction
from tests.kernel.test_audit_chain import write_at_once
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
        the_trail_stays_whole(site, address)
        assert not (tmp_path / "matchmaker.db").exists()


def the_trail_stays_whole(site: Site, address: str) -> None:
    """Writers at once queue up at the head of the chain, and the database itself refuses changes."""
    before = int(site.flask("audit", "verify").split()[0])
    app = create_app({"DATA_DIR": str(site.data), "SQLALCHEMY_DATABASE_URI": address, "DEMO": False})
    with ThreadPoolExecutor(1) as other, app.app_context():
        writing = other.submit(write_at_once, app, writers=4, each=50)
        while not writing.done():
            assert audit_chain.verify().faults == ()  # looks at one moment while the trail grows
        assert writing.result() == []
    assert int(site.flask("audit", "verify").split()[0]) == before + 200
    with app.app_context():
        with pytest.raises(DatabaseError, match="only added"), transaction():
            db.session.execute(update(AuditEntry).values(note="x"))
        db.session.remove()
        db.engine.dispose()  # the pool of the writers: the server goes away next


def first_need(site: Site) -> str:
    """The number of an open need with suggestions, from the board's export."""
    with urllib.request.urlopen(
        f"{site.address}/challenges/board.csv?q={urllib.parse.quote('含氢硅油')}"
    ) as answer:
        lines = answer.read().decode("utf-8-sig").splitlines()
    return lines[1].split(",")[0].strip('"')

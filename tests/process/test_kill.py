"""SIGKILL to web and worker at random moments during 500 publications: nothing committed is lost, index and database agree."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from bench.corpus import Corpus
from matchmaker.accounts.services import create_account
from matchmaker.app import create_app
from matchmaker.challenges.models import Challenge
from matchmaker.challenges.vocabulary import ChallengeStatus
from matchmaker.extensions import db
from matchmaker.kernel.actor import SYSTEM
from matchmaker.kernel.audit import AuditEntry
from matchmaker.kernel.roles import Role
from matchmaker.kernel.unit_of_work import transaction
from matchmaker.matching.models import MatchRefresh
from matchmaker.search.outbox import SearchOutbox
from tests.support.site import Site

pytestmark = [pytest.mark.process, pytest.mark.real_clock]
WRITES, KILLS = 500, 8
PASSWORD = "a-long-enough-password"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path, demo=False, environment={"MATCHMAKER_WTF_CSRF_ENABLED": "false"})
    running.flask("db", "upgrade")
    yield running
    running.stop()


@pytest.fixture
def site_app(site: Site) -> Iterator[Flask]:
    app = create_app(
        {
            "DATA_DIR": str(site.data),
            "DEMO": False,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{site.data}/matchmaker.db",
        }
    )
    with app.app_context():
        yield app
        db.session.remove()


class Staff:
    """A signed-in browser that survives the death of the server."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), _StayHere()
        )

    def post(self, path: str, **form: str) -> int:
        body = urllib.parse.urlencode(form).encode()
        try:
            with self.opener.open(self.site.address + path, body, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def insist(self, path: str, **form: str) -> int:
        """Repeat until the server answers at all."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                return self.post(path, **form)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise TimeoutError(self.site.logs())


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        return None


def wreck(site: Site, stop: threading.Event, kills: list[str]) -> None:
    """Kill one part after another at random moments and start it again."""
    source = random.Random(7)
    while not stop.is_set() and len(kills) < KILLS:
        time.sleep(source.uniform(0.5, 3.0))
        part = ("web", "worker")[len(kills) % 2]
        site.kill(part)
        kills.append(part)
        site.start(part)
        if part == "web":
            site.wait("/health")


def settle(site: Site) -> None:
    """Wait until everything due has been worked off."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        left = db.session.scalar(select(func.count()).select_from(SearchOutbox))
        left += db.session.scalar(select(func.count()).select_from(MatchRefresh))
        db.session.rollback()
        if not left:
            return
        time.sleep(0.2)
    raise TimeoutError(f"{left} rows left\n{site.logs()}")


def test_nothing_is_lost(site: Site, site_app: Flask) -> None:
    corpus = Corpus()
    home = corpus.organization().id
    corpus.achievements(20, home)
    with transaction():
        create_account(SYSTEM, "staff@demo.example", PASSWORD, "分中心", [Role.SUB_CENTRE_MANAGER])
        db.session.add_all(corpus.challenge(n, home) for n in range(WRITES))
    site.start("web", "worker")
    site.wait("/health")
    staff, stop, kills = Staff(site), threading.Event(), []
    assert staff.insist("/sign-in", email="staff@demo.example", password=PASSWORD) == 302
    wrecker = threading.Thread(target=wreck, args=(site, stop, kills))
    wrecker.start()
    answers = [staff.insist(f"/challenges/WH-B-{n:06d}/publish") for n in range(WRITES)]
    stop.set()
    wrecker.join()
    site.stop()

    assert len(kills) >= 2
    # 409: the earlier attempt was committed although its answer died with the server.
    assert set(answers) <= {303, 409}
    site.start("web", "worker")
    site.wait()
    settle(site)
    is_open = select(func.count()).where(Challenge.status == ChallengeStatus.OPEN)
    assert db.session.scalar(is_open) == WRITES
    deeds = select(AuditEntry.subject_id).where(
        AuditEntry.action == "publish", AuditEntry.subject_type == "challenge"
    )
    found = list(db.session.scalars(deeds))
    assert len(found) == len(set(found)) == WRITES
    db.session.rollback()
    assert "differences 0" in site.flask("search", "verify")
    assert json.loads(site.flask("search", "status").splitlines()[-1])["documents"] == WRITES + 20

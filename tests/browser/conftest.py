"""A real Chromium against the whole running site. Pictures go to ``artifacts/`` (not in git)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.site import PROJECT, Site

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.real_clock)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site, started once as one command; mails really go out to a sink."""
    running = Site(tmp_path_factory.mktemp("site"))
    running.open_mailbox()
    running.start()
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "Chromium is missing: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A desktop window; an error on the console or of the page fails the test."""
    yield from _watched_page(chromium, site, DESKTOP)


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Page]:
    yield from _watched_page(chromium, site, PHONE)


def _watched_page(chromium: Browser, site: Site, viewport: dict[str, int]) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=site.address, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    window, problems = context.new_page(), []
    window.on("pageerror", lambda error: problems.append(str(error)))
    window.on(
        "console",
        lambda m: problems.append(m.text) if m.type == "error" and "status of 4" not in m.text else None,
    )
    window.set_default_timeout(15_000)
    yield window
    context.close()
    assert problems == []


@pytest.fixture
def shoot(request: pytest.FixtureRequest):
    """Write a picture of the whole page under the test's name."""
    folder = PROJECT / "artifacts" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def take(window: Page, name: str) -> None:
        window.screenshot(path=folder / f"{name}.png", full_page=True)

    return take


@pytest.fixture
def sign_in(site: Site):
    """Sign in through the page as one of the demo accounts."""

    def enter(window: Page, email: str, password: str = "matchmaker-demo") -> Page:
        window.goto("/sign-in")
        window.get_by_label("邮箱").fill(email)
        window.get_by_label("密码", exact=True).fill(password)
        window.locator("main form button[type=submit]").first.click()
        window.wait_for_url(lambda url: "/sign-in" not in url)
        return window

    return enter

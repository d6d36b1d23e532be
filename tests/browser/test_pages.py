"""Main pages for each kind of reader: no axe violation, no sideways scrolling, pictures on desktop and phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.support.site import Site

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDE, NARROW = {"width": 1920, "height": 1080}, {"width": 320, "height": 700}
PAGES = {
    "": [
        ("home", "/"),
        ("needs", "/challenges/"),
        ("achievements", "/achievements/"),
        ("experts", "/experts/"),
        ("search", "/search?q=含氢硅油"),
        ("search-empty", "/search?q=不存在的词语组合xyz"),
        ("sign-in", "/sign-in"),
        ("register", "/register"),
        ("help", "/help"),
        ("missing", "/nowhere"),
        ("codes", "/taxonomy/"),
    ],
    "enterprise@demo.example": [
        ("my-needs", "/challenges/mine"),
        ("new-need", "/challenges/new"),
        ("organization", "/organizations/mine"),
    ],
    "researcher@demo.example": [("my-achievements", "/achievements/mine")],
    "expert@demo.example": [("my-profile", "/experts/mine")],
    "newcomer@demo.example": [("register-organization", "/organizations/new")],
    "staff@demo.example": [
        ("desk-needs", "/challenges/desk"),
        ("desk-achievements", "/achievements/desk"),
        ("desk-experts", "/experts/desk"),
        ("desk-organizations", "/organizations/desk"),
        ("synonyms", "/search/synonyms"),
    ],
}
VISITS = [(email, name, path) for email, pages in PAGES.items() for name, path in pages]


@pytest.fixture(scope="module")
def windows(chromium: Browser, site: Site):
    """One signed-in window per reader and size, kept for the whole module."""
    opened: dict[tuple[str, int], Page] = {}

    def window(email: str, size: dict[str, int]) -> Page:
        key = (email, size["width"])
        if key not in opened:
            page = chromium.new_context(base_url=site.address, viewport=size, locale="zh-CN").new_page()
            page.set_default_timeout(15_000)
            if email:
                page.goto("/sign-in")
                page.locator("#email").fill(email)
                page.locator("#password").fill("matchmaker-demo")
                page.locator("main form button[type=submit]").first.click()
                page.wait_for_url(lambda url: "/sign-in" not in url)
            opened[key] = page
        return opened[key]

    yield window
    for page in opened.values():
        page.context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"]
    ]


def sideways(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize(("email", "name", "path"), VISITS, ids=[name for _, name, _ in VISITS])
def test_page(windows: Callable[..., Page], shoot, email: str, name: str, path: str) -> None:
    for size, label in ((DESKTOP, "desktop"), (PHONE, "phone")):
        page = windows(email, size)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        shoot(page, f"page-{name}-{label}")
        assert page.locator("h1").count() == 1
        assert violations(page) == []
        assert sideways(page) <= 0


def first_of(page: Page, board: str) -> str:
    page.goto(board)
    return page.locator("main .lrow a[href], main h2 a, main h3 a").first.get_attribute("href") or ""


@pytest.mark.parametrize("board", ["/challenges/", "/achievements/", "/experts/"])
def test_detail_pages(windows: Callable[..., Page], shoot, board: str) -> None:
    address = first_of(windows("", DESKTOP), board)
    for email in ("", "staff@demo.example"):
        for size, label in ((DESKTOP, "desktop"), (PHONE, "phone")):
            page = windows(email, size)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            shoot(page, f"detail-{board.strip('/')}-{email.partition('@')[0] or 'public'}-{label}")
            assert violations(page) == []
            assert sideways(page) <= 0


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["320", "1920"])
def test_smallest_and_widest(windows: Callable[..., Page], size: dict[str, int]) -> None:
    page = windows("", size)
    for path in ("/", "/challenges/", first_of(page, "/challenges/"), "/sign-in"):
        page.goto(path)
        assert sideways(page) <= 0, path


def test_in_english_no_chinese_is_left_but_content(windows: Callable[..., Page], shoot) -> None:
    page = windows("", DESKTOP)
    page.goto("/sign-in")
    page.get_by_role("button", name="English").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, "page-sign-in-english")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    left = page.locator("main").inner_text()
    assert not [letter for letter in left if "\u4e00" <= letter <= "\u9fff"], left
    page.locator("form[action$='/language'] button").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_keyboard_reaches_the_content(windows: Callable[..., Page]) -> None:
    page = windows("", DESKTOP)
    page.goto("/challenges/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert focused == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("main", "#main")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


def test_print_view_is_black_on_white(windows: Callable[..., Page]) -> None:
    page = windows("", DESKTOP)
    page.goto(f"{first_of(page, '/challenges/')}/print")
    page.emulate_media(media="print")
    try:
        assert page.locator(".hdr").is_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    finally:
        page.emulate_media(media="screen")


def start_draft(page: Page, kind: str) -> list[str]:
    """Begin a draft and return the addresses of its steps."""
    page.goto(f"/{kind}/new")
    if kind == "challenges":
        page.get_by_role("button", name="开始填写").click()
    else:
        page.locator("#title").fill("步骤检查用的成果草稿（示例）")
        page.locator("label:has(input[name=is_secret][value=no]), label[for=is_secret-0]").first.click()
        page.locator(".actbar button.btn-primary").click()
    page.wait_for_load_state("networkidle")
    number = page.url.partition(f"/{kind}/")[2].partition("/")[0]
    steps = {
        "challenges": ("problem", "field", "indicators", "funding", "terms", "release"),
        "achievements": ("overview", "technology", "maturity", "evidence", "team", "transfer"),
    }
    return [*(f"/{kind}/{number}/edit/{step}" for step in steps[kind]), f"/{kind}/{number}/review"]


@pytest.mark.parametrize(
    ("email", "kind"),
    [("enterprise@demo.example", "challenges"), ("researcher@demo.example", "achievements")],
)
def test_every_step_of_a_form(windows: Callable[..., Page], shoot, email: str, kind: str) -> None:
    addresses = start_draft(windows(email, DESKTOP), kind)
    for size, label in ((DESKTOP, "desktop"), (PHONE, "phone")):
        page = windows(email, size)
        for address in addresses:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            shoot(page, f"form-{kind}-{address.rsplit('/', 1)[-1]}-{label}")
            assert violations(page) == [], address
            assert sideways(page) <= 0, address


def test_screening_page(windows: Callable[..., Page], shoot) -> None:
    page = windows("staff@demo.example", DESKTOP)
    page.goto("/challenges/desk")
    page.get_by_role("link", name="审核", exact=True).first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, "page-screening-desktop")
    assert violations(page) == []
    assert sideways(page) <= 0

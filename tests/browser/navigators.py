"""What several journeys do on pages: read a mail, press a button of the workflow, choose a value."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from tests.support.site import Site


def mail_to(site: Site, address: str, word: str, seconds: float = 20) -> str:
    """The text of the newest mail to an address whose subject has a word."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for message in reversed(site.sink.messages):
            if message["To"] == address and word in str(message["Subject"]):
                return message.get_body().get_content()
        time.sleep(0.1)
    raise AssertionError(f"no mail «{word}» to {address}: {[str(m['Subject']) for m in site.sink.messages]}")


def act(page: Page, label: str) -> None:
    """Press a button of the workflow; one with a consequence opens a small form first."""
    asked = page.locator("details.ask > summary").filter(has_text=label)
    if asked.count():
        asked.first.click()
    page.locator("button:visible").filter(has_text=label).first.click()


def pick(page: Page, field: str, code: str) -> None:
    """Choose a term: in the type-ahead when the picker has taken over the field, else directly."""
    plain = page.locator(f"[name={field}]")
    if plain.evaluate("e => e.tagName") == "SELECT":
        plain.evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('change', {bubbles: true})) }", code
        )
        return
    box = page.get_by_role("combobox").and_(page.locator(f"[id^={field}]"))
    (box if box.count() else plain).first.fill(code)
    option = page.get_by_role("option").filter(has_text=code).first
    if box.count():
        option.click()


def choose(page: Page, field: str, value: str) -> None:
    """Choose a value of a select, a radio button or a tick box, whichever the form offers."""
    plain = page.locator(f"select[name={field}]")
    if plain.count():
        plain.select_option(value)
        return
    box = page.locator(f"input[name={field}][value='{value}']")
    page.locator(f"label[for='{box.get_attribute('id')}']").first.click()

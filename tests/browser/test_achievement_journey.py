"""A researcher lists an achievement and sees the needs it answers, through Chromium, staff and the worker."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.navigators import act, choose, mail_to, pick
from tests.support.site import Site

ROWS = "活性氢含量\t≥\t1.62\t%\n挥发分（150℃，2 h）\t≤\t1.2\t%\n酸值（以 HCl 计）\t≤\t4\tmg/kg"


def next_step(page: Page) -> None:
    page.locator(".actbar button.btn-primary").click()


def fill_achievement(page: Page) -> str:
    """Six steps and the review; returns the number."""
    page.goto("/achievements/new")
    page.locator("#title").fill("低环体高含氢硅油连续水解与稳定化成套技术")
    page.locator("#summary").fill(
        "微通道连续水解加低温脱低，得到含氢量 1.6% 以上、低环体、储存不发气的高含氢硅油。"
    )
    page.locator("#keywords").fill("高含氢硅油、连续水解、储存稳定")
    choose(page, "form", "process")
    pick(page, "domain_code", "new_materials")
    pick(page, "industry_code", "C2659")
    choose(page, "is_secret", "no")
    next_step(page)
    page.locator("#description").fill(
        "甲基二氯硅烷与水在微通道内瞬时混合，移走水解热，避免硅氢键断裂；环体在低温下用短程蒸馏脱除。"
    )
    page.locator("#comparison").fill("与搪瓷釜间歇水解比")
    page.locator("#benefit").fill("含氢量由 1.54% 升到 1.62%，挥发分由 3.0% 降到 1.2%，投资增加 300 万元。")
    page.get_by_text("从表格粘贴").click()
    page.locator("#indicators-pasted").fill(ROWS)
    page.get_by_role("button", name="识别成行").click()
    expect(page.locator("[name='indicators-0-name']")).to_have_value("活性氢含量")
    next_step(page)
    pick(page, "trl", "8")
    pick(page, "process_scale", "industrial")
    choose(page, "stage", "mature")
    next_step(page)
    next_step(page)  # evidence may follow later
    page.locator("#units").fill("关中能源材料大学（示例）")
    next_step(page)
    choose(page, "transfer_modes", "licence")
    choose(page, "price_kind", "negotiable")
    next_step(page)
    page.locator("label[for='is_declared_open']").click()
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url(lambda url: "/review" not in url)
    return page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]


def test_from_draft_to_the_needs_it_answers(site: Site, chromium: Browser, sign_in, shoot) -> None:
    researcher, staff = (
        chromium.new_context(base_url=site.address, viewport=DESKTOP, locale="zh-CN").new_page()
        for _ in range(2)
    )
    for page in (researcher, staff):
        page.set_default_timeout(15_000)
    sign_in(researcher, "researcher@demo.example")
    number = fill_achievement(researcher)
    shoot(researcher, "achievement-submitted")
    mail_to(site, "staff@demo.example", "成果待审核")
    sign_in(staff, "staff@demo.example")
    staff.goto(f"/achievements/{number}")
    act(staff, "上架")
    mail_to(site, "researcher@demo.example", "已上架")
    needs = researcher.locator("#match-needs .nd")
    started = time.monotonic()
    while not needs.count() and time.monotonic() - started < 10:
        researcher.goto(f"/achievements/{number}")
        researcher.wait_for_timeout(100)
    shoot(researcher, "achievement-journey-needs")
    expect(needs.first).to_contain_text("含氢量 1.6% 以上低环体高含氢硅油连续合成技术")
    expect(needs.first.get_by_text("满足").first).to_be_visible()

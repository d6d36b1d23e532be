"""A team bids, the deadline comes, staff read; an expert scores and signs: through Chromium, on the running site."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.navigators import act, mail_to
from tests.support.site import Site


@pytest.fixture
def window(chromium: Browser, site: Site):
    """Windows of several people; all are closed afterwards."""
    opened = []

    def new(viewport: dict[str, int] = DESKTOP) -> Page:
        context = chromium.new_context(base_url=site.address, viewport=viewport, locale="zh-CN")
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield new
    for context in opened:
        context.close()


def next_step(page: Page, to: str) -> None:
    page.locator(".actbar button.btn-primary").click()
    page.wait_for_url(f"**/{to}")


def write_bid(page: Page, number: str) -> str:
    """Five steps with autosave on the first; returns the bid's address."""
    page.goto(f"/challenges/{number}")
    page.get_by_role("link", name="我要揭榜").click()
    page.get_by_role("button", name="开始填写").click()
    page.locator("#background").fill("国内外都在做，国内还没有工业装置。")
    page.locator("#objectives").fill("完成中试，达到榜单指标。")
    page.locator("#route").fill("先小试筛选，再中试放大。")
    page.locator("#route").blur()
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    page.locator("#trl_now").select_option("5")
    page.locator("#trl_after").select_option("8")
    next_step(page, "edit/response")
    for box in page.locator("input[name$='-value']").all():
        box.fill("按榜单要求")
    page.get_by_role("button", name="保存并比对").click()
    expect(page.locator(".ver").first).to_be_visible()
    next_step(page, "edit/schedule")
    page.locator("#quote_amount").fill("120")
    for name, value in (("title", "中试"), ("due_on", "2027-06-30"), ("amount", "120")):
        page.locator(f"[name=milestones-0-{name}]").fill(value)
    page.locator("[name=budget-0-item]").fill("设备费")
    page.locator("[name=budget-0-amount]").fill("120")
    page.locator("#organization").fill("项目经理负责制，每月报告。")
    next_step(page, "edit/team")
    page.locator("[name=team-0-name]").fill("示例负责人")
    page.locator("#foundation").fill("做过两套中试装置。")
    next_step(page, "edit/terms")
    page.locator("#ip_terms").fill("双方共有。")
    page.locator("label", has_text="没有关联关系").click()
    page.locator("label[for=is_undertaken]").click()
    next_step(page, "review")
    expect(page.get_by_role("heading", name="检查并递交")).to_be_visible()
    return page.url.removesuffix("/review")


def test_a_team_bids_and_the_bid_opens_at_the_deadline(site: Site, window, sign_in, shoot) -> None:
    sponsor, team, staff = window(), window(), window()
    sign_in(sponsor, "enterprise@demo.example")
    sponsor.goto("/challenges/mine?status=open")
    number = sponsor.locator("table a.quiet").first.get_attribute("href").rsplit("/", 1)[-1]
    sign_in(team, "researcher@demo.example")
    bid = write_bid(team, number)
    shoot(team, "bid-review")
    team.locator("label[for=accepts_shortfall]").click()
    team.get_by_role("button", name="签名并递交").click()
    expect(team.get_by_text("已递交并封存")).to_be_visible()
    shoot(team, "bid-submitted")
    receipt = team.locator("a[href*='hash=']").first.inner_text()
    assert receipt in mail_to(site, "researcher@demo.example", "投标已递交")
    stranger = window(PHONE)
    stranger.goto(f"/bids/receipts?hash={receipt}")
    expect(stranger.get_by_role("heading", name="记录过")).to_be_visible()
    sponsor.goto(f"/bids/of/{number}")
    expect(sponsor.get_by_text("投标还封存着")).to_be_visible()
    assert sponsor.goto(bid).status == 404
    sponsor.goto(f"/challenges/{number}")
    sponsor.locator("details.ask > summary", has_text="提前截止").click()
    sponsor.locator("#note-close").fill("已有足够方案")
    sponsor.locator("details[open] button", has_text="提前截止").click()
    sign_in(staff, "staff@demo.example")
    mail_to(site, "staff@demo.example", "投标已开启")
    staff.goto(bid)
    expect(staff.get_by_text("先小试筛选，再中试放大。")).to_be_visible()
    act(staff, "资格审查通过")
    expect(staff.locator(".st", has_text="资格审查通过")).to_be_visible()
    shoot(staff, "bid-opened")


def test_an_expert_scores_with_the_keyboard_and_signs(site: Site, window, sign_in, shoot) -> None:
    expert = window()
    sign_in(expert, "expert@demo.example")
    expert.goto("/evaluations/mine")
    expert.locator("tr", has_text="打分中").locator("a.quiet").click()
    expect(expert.get_by_text("回避声明").first).to_be_visible()
    expert.locator("tr", has_text="待打分").locator("a.quiet").first.click()
    for n in range(6):
        expert.locator(f"input[name=score_{n}]").first.focus()
        for _press in range(8):
            expert.keyboard.press("ArrowRight")
        expect(expert.locator(f"input[name=score_{n}][value='8']")).to_be_checked()
    expert.locator("#comment").fill("路线成立，建议补充连续运行数据。")
    expert.locator("#comment").blur()
    expect(expert.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    shoot(expert, "score-sheet")
    expert.get_by_role("button", name="签名并提交").click()
    expect(expert.get_by_text("已签名，评分不能再改。")).to_be_visible()
    assert re.search(r"/evaluations/seats/\d+", expert.url)

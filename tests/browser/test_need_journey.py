"""A company from registration to explained suggestions, through Chromium, the mail server and the worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.navigators import act, mail_to, pick
from tests.factories.organizations import credit_code
from tests.support.mail import link_in
from tests.support.site import Site

PASSWORD = "four-words-make-it-long"
ROWS = "活性氢含量\t≥\t1.6\t%\t气体体积法\n挥发分\t≤\t1.5\t%\t烘箱失重法\n酸值\t≤\t10\tmg/kg\t电位滴定"


@pytest.fixture
def window(chromium: Browser, site: Site) -> Callable[[], Page]:
    """Several people at once, each with a browser of the own."""

    def open_one() -> Page:
        context = chromium.new_context(base_url=site.address, viewport=DESKTOP, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    return open_one


def register(page: Page, site: Site, address: str, role: str) -> None:
    page.goto("/register")
    page.get_by_text(role, exact=True).click()
    page.get_by_label("称呼").fill("技术部 工程师")
    page.get_by_label("邮箱").fill(address)
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.locator("#password_confirm").fill(PASSWORD)
    page.get_by_role("button", name="注册账号").click()
    expect(page.get_by_role("heading", name="请查收确认邮件")).to_be_visible()
    page.goto(link_in(mail_to(site, address, "确认邮箱")))
    page.goto("/sign-in")
    page.locator("#email").fill(address)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def register_organization(page: Page, name: str, code: str, paper: Path) -> None:
    page.goto("/organizations/new")
    page.locator("#credit_code").fill(code)
    page.locator("#name").fill(name)
    pick(page, "region_code", "150302")
    pick(page, "industry_code", "C2659")
    page.locator("#contact_name").fill("示例联系人")
    page.locator("#contact_phone").fill("0473-1234567")
    page.get_by_role("button", name="保存并上传材料").click()
    page.locator("#licence").set_input_files(paper)
    page.locator("#authorization").set_input_files(paper)
    page.locator("#is_agreed").check()
    page.get_by_role("button", name="提交核验").click()
    expect(page.get_by_text("已提交核验", exact=False).first).to_be_visible()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "营业执照.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    return path


def fill_need(page: Page) -> str:
    """Six steps and the review; returns the number of the need."""
    page.goto("/challenges/new")
    page.get_by_role("button", name="开始填写").click()
    page.locator("#title").fill("低环体高含氢硅油连续水解与稳定储存")
    page.locator("#summary").fill("高含氢硅油间歇水解含氢量低、环体残留高、储存发气，求连续化合成技术。")
    page.locator("#problem").fill(
        "甲基二氯硅烷水解放热集中，局部酸浓度高时硅氢键断裂放氢，成品活性氢含量只有 1.54%，挥发分 3%。"
        "低环体脱除靠高温减压，又进一步损失活性氢，储存三个月就发气鼓桶，客户要求六个月不发气。"
    )
    page.get_by_role("button", name="下一步", exact=False).click()
    page.locator("#keywords").fill("高含氢硅油、连续水解、甲基二氯硅烷")
    pick(page, "domain_code", "new_materials")
    pick(page, "industry_code", "C2659")
    pick(page, "region_code", "150303")
    page.get_by_role("button", name="下一步", exact=False).click()
    page.get_by_text("从表格粘贴").click()
    page.locator("#indicators-pasted").fill(ROWS)
    page.get_by_role("button", name="识别成行").click()
    expect(page.locator("[name='indicators-0-name']")).to_have_value("活性氢含量")
    pick(page, "trl_required", "7")
    page.get_by_role("button", name="下一步", exact=False).click()
    page.locator("label").filter(has_text="悬赏").click()
    page.locator("#funding_amount").fill("260")
    for name, day in (("starts_on", "2027-06-01"), ("ends_on", "2028-12-31"), ("deadline_on", "2027-05-20")):
        page.locator(f"#{name}").fill(day)
    page.get_by_role("button", name="下一步", exact=False).click()
    page.locator("label").filter(has_text="合作开发").first.click()
    pick(page, "ip_ownership", "joint")
    page.locator("#solver_conditions").fill("有硅烷水解中试以上业绩。")
    page.get_by_role("button", name="下一步", exact=False).click()
    page.locator("#contact_name").fill("示例联系人")
    page.locator("#contact_phone").fill("0473-1234567")
    page.get_by_role("button", name="下一步", exact=False).click()
    for name in ("secrecy", "personal"):
        page.locator(f"label:has(input[name={name}][value=no]), label[for={name}-0]").first.click()
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url(lambda url: "/review" not in url)
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def test_from_registration_to_explained_suggestions(
    site: Site, window: Callable[[], Page], sign_in, paper: Path, shoot
) -> None:
    company, staff = window(), window()
    register(company, site, "journey@demo.example", "企业")
    register_organization(company, "乌海旅程硅材料有限公司（示例）", credit_code(4711), paper)
    shoot(company, "journey-verification")

    sign_in(staff, "staff@demo.example")
    staff.goto("/organizations/desk")
    staff.get_by_role("link", name="乌海旅程硅材料有限公司（示例）").first.click()
    act(staff, "通过核验")
    mail_to(site, "journey@demo.example", "已通过核验")

    number = fill_need(company)
    shoot(company, "journey-submitted")
    staff.goto(f"/challenges/{number}/screening")
    shoot(staff, "journey-screening")
    act(staff, "发布")
    started = time.monotonic()
    suggestions = company.locator("#match-achievement .sugg")
    while time.monotonic() - started < 10:
        company.goto(f"/challenges/{number}")
        if suggestions.count():
            break
        company.wait_for_timeout(100)
    assert suggestions.count(), "no suggestion within ten seconds"
    first = suggestions.first
    assert int(first.locator(".score").inner_text().split()[0]) >= 60
    expect(first.locator(".hit, mark").first).to_be_visible()
    expect(first.get_by_text("满足").first).to_be_visible()
    shoot(company, "journey-suggestions")
    mail_to(site, "journey@demo.example", "已发布")


def test_a_listed_achievement_shows_the_needs_it_answers(site: Site, page: Page, shoot) -> None:
    page.goto("/achievements/?q=含氢硅氧烷微通道")
    page.locator("main h2 a, main h3 a").first.click()
    expect(page.get_by_role("heading", name="需要它的企业")).to_be_visible()
    assert page.locator("#match-needs .nd").count() >= 1
    shoot(page, "achievement-needs")

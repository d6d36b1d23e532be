"""The shared scripts in a real browser, on small pages answered by the test itself."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

PROJECT = Path(__file__).resolve().parents[2]
TERMS = [
    {"code": "C2614", "label": "有机化学原料制造", "path": "化学原料"},
    {"code": "C2651", "label": "初级形态塑料及合成树脂制造", "path": "合成材料"},
]


class Desk:
    """A window whose every request is answered here; ``seen`` keeps the posts."""

    def __init__(self, window: Page, script: str) -> None:
        self.window, self.script = window, script
        self.answers: dict[str, tuple[int, str, str]] = {}
        self.seen: list[tuple[str, str]] = []
        window.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = re.sub(r"^https?://[^/]+", "", route.request.url)
        if route.request.method == "POST":
            self.seen.append((path, route.request.post_data or ""))
        status, kind, body = self.answers.get(path.partition("?")[0], (404, "text/plain", ""))
        route.fulfill(status=status, content_type=f"{kind}; charset=utf-8", body=body)

    def json(self, path: str, value: object, status: int = 200) -> None:
        self.answers[path] = (status, "application/json", json.dumps(value))

    def show(self, body: str) -> Page:
        """Open a page with this body and the shared script."""
        self.answers["/app.js"] = (200, "text/javascript", self.script)
        html = f'<!doctype html><html lang="zh-CN"><title>.</title><body>{body}<script src="/app.js"></script></body></html>'
        self.answers["/page"] = (200, "text/html", html)
        self.window.goto("http://site.test/page")
        return self.window


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Desk]:
    subprocess.run(["bash", ".ci/assets"], cwd=PROJECT, check=True, capture_output=True)
    manifest = json.loads((PROJECT / "static/vendor/manifest.json").read_text("utf-8"))
    context = chromium.new_context()
    yield Desk(context.new_page(), (PROJECT / "static/vendor" / manifest["app.js"]).read_text("utf-8"))
    context.close()


PICKER = """<form><label for="industry">行业</label><div class="pick" data-picker="/terms" data-most="{most}" data-chosen='{chosen}'>
<input id="industry" name="industry" class="form-control" value="{value}"></div></form>"""


def value(page: Page, name: str) -> str:
    return page.evaluate("name => document.querySelector(`[name=${name}]`).value", name)


def test_picker_by_keyboard(desk: Desk) -> None:
    desk.json("/terms", {"terms": TERMS})
    page = desk.show(PICKER.format(most=1, chosen="{}", value=""))
    box = page.get_by_label("行业")
    box.press_sequentially("塑料")
    expect(page.get_by_role("option")).to_have_count(2)
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == page.get_by_role("option").nth(1).get_attribute("id")
    box.press("Enter")
    assert value(page, "industry") == "C2651"
    assert box.input_value() == "C2651 初级形态塑料及合成树脂制造"
    expect(page.locator("[role=listbox]")).to_be_hidden()


def test_picker_falls_back_from_half_typed_text_takes_a_code_and_empties(desk: Desk) -> None:
    desk.json("/terms", {"terms": TERMS})
    page = desk.show(PICKER.format(most=1, chosen='{"C2614": "有机化学原料制造"}', value="C2614"))
    box = page.get_by_label("行业")
    box.fill("乱写")
    box.blur()
    expect(box).to_have_value("C2614 有机化学原料制造")
    assert value(page, "industry") == "C2614"
    box.fill("C2651")
    box.blur()
    expect(box).to_have_value("C2651 初级形态塑料及合成树脂制造")
    box.fill("")
    box.blur()
    assert value(page, "industry") == ""


def test_picker_of_several_takes_and_removes(desk: Desk) -> None:
    desk.json("/terms", {"terms": TERMS})
    page = desk.show(PICKER.format(most=3, chosen='{"C2614": "有机化学原料制造"}', value="C2614"))
    page.get_by_label("行业").press_sequentially("C")
    expect(page.get_by_role("option")).to_have_count(1)
    page.get_by_role("option").click()
    assert value(page, "industry") == "C2614、C2651"
    page.locator(".pick-chosen button").first.click()
    assert value(page, "industry") == "C2651"


def test_a_form_is_sent_once(desk: Desk) -> None:
    page = desk.show(
        '<iframe name="away" title="."></iframe><form method="post" action="/act" target="away"><button>发布</button></form>'
    )
    page.get_by_role("button").dblclick()
    expect(page.get_by_role("button")).to_have_attribute("aria-busy", "true")
    page.wait_for_timeout(200)
    assert [path for path, _ in desk.seen] == ["/act"]


AUTOSAVE = """<form id="f" method="post" data-guard data-autosave-url="/save"><input type="hidden" name="version" value="3">
<label>题目 <input name="title"></label><button>提交</button></form>
<p data-autosave-status="f" data-text-saved="已自动保存" data-text-offline="没有存上" data-text-conflict="别处改过"
 data-text-look="看新版本" data-text-keep="保留我的" role="status"></p>"""


def test_autosave_on_blur_takes_the_new_version(desk: Desk) -> None:
    desk.json("/save", {"saved_at": "14:32", "version": 4})
    page = desk.show(AUTOSAVE)
    page.get_by_label("题目").fill("脱水")
    page.get_by_label("题目").blur()
    expect(page.get_by_role("status")).to_have_text("已自动保存 14:32")
    assert value(page, "version") == "4"
    assert "脱水" in desk.seen[0][1]


def test_autosave_conflict_offers_both_versions(desk: Desk) -> None:
    desk.json("/save", {"version": 9, "url": "/other"}, 409)
    page = desk.show(AUTOSAVE)
    page.get_by_label("题目").fill("甲")
    page.get_by_label("题目").blur()
    expect(page.get_by_role("status")).to_contain_text("别处改过")
    expect(page.get_by_role("link", name="看新版本")).to_have_attribute("href", "/other")
    desk.json("/save", {"saved_at": "14:40", "version": 10})
    page.get_by_role("button", name="保留我的").click()
    expect(page.get_by_role("status")).to_have_text("已自动保存 14:40")
    assert 'name="version"\r\n\r\n9' in desk.seen[-1][1]
    assert value(page, "version") == "10"


def test_failed_autosave_says_so_and_keeps_the_guard(desk: Desk) -> None:
    desk.json("/save", {}, 500)
    page = desk.show(AUTOSAVE)
    page.get_by_label("题目").fill("甲")
    page.get_by_label("题目").blur()
    expect(page.get_by_role("status")).to_have_text("没有存上")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("http://site.test/page")
    assert asked == ["beforeunload"]


def test_counter_counts_characters_not_code_units(desk: Desk) -> None:
    page = desk.show(
        '<label>题目 <input id="t" data-limit="3"></label><span id="t-count" data-text="{n} / {limit} 字"></span>'
    )
    page.get_by_label("题目").fill("沙🐪湖")
    expect(page.locator("#t-count")).to_have_text("3 / 3 字")
    page.get_by_label("题目").fill("沙🐪湖水")
    expect(page.locator("#t-count")).to_have_class("over")


KEYS = """<input data-search-box aria-label="检索"><textarea aria-label="文"></textarea>
<dialog id="keys"><input type="checkbox" data-shortcuts-switch aria-label="快捷键"></dialog>
<article class="lrow"><h3><a href="#1">一</a></h3></article><article class="lrow"><h3><a href="#2">二</a></h3></article>"""


def test_keys_reach_search_help_and_rows_but_not_while_typing(desk: Desk) -> None:
    page = desk.show(KEYS)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="二")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("检索")).to_be_focused()
    page.get_by_label("文").press_sequentially("a/b?")
    assert page.get_by_label("文").input_value() == "a/b?"
    page.get_by_label("文").blur()
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.get_by_label("快捷键").uncheck()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.get_by_label("检索")).not_to_be_focused()


def test_menu_closes_by_escape_and_by_a_click_elsewhere(desk: Desk) -> None:
    page = desk.show(
        '<details class="menu"><summary>菜单</summary><a href="#x">账号</a></details><p>别处</p>'
    )
    page.get_by_text("菜单").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link")).to_be_hidden()
    expect(page.locator("summary")).to_be_focused()
    page.get_by_text("菜单").click()
    page.get_by_text("别处").click()
    expect(page.get_by_role("link")).to_be_hidden()


def test_suggestions_mark_words_and_open_the_chosen_one(desk: Desk) -> None:
    item = {
        "title": "<b>γ-丁内酯</b> 脱水",
        "url": "/hit",
        "label": "需求",
        "side": "need",
        "matched": ["脱水"],
    }
    desk.json("/suggest", {"items": [item], "recognised": ["水分 ≤ 50 mg/kg"], "synonyms": []})
    desk.answers["/hit"] = (200, "text/html", "<h1>到了</h1>")
    page = desk.show(
        '<form class="suggest-box"><input name="q" data-suggest="/suggest" data-text-recognised="已识别：" aria-label="检索"></form>'
    )
    page.get_by_label("检索").press_sequentially("脱水")
    expect(page.get_by_role("option").last).to_have_text("已识别：水分 ≤ 50 mg/kg")
    expect(page.get_by_role("option").first).to_contain_text("<b>γ-丁内酯</b> 脱水")
    expect(page.locator("mark")).to_have_text("脱水")
    page.get_by_label("检索").press("ArrowDown")
    page.get_by_label("检索").press("Enter")
    expect(page.get_by_role("heading")).to_have_text("到了")


def test_failed_part_offers_another_try(desk: Desk) -> None:
    desk.answers["/part"] = (500, "text/plain", "")
    page = desk.show('<div id="t"></div><button hx-get="/part" hx-target="#t">取</button>')
    page.evaluate("Object.assign(document.body.dataset, {textFailed: '取不到', textRetry: '重试'})")
    page.get_by_role("button", name="取").click()
    expect(page.get_by_role("alert")).to_contain_text("取不到")
    desk.answers["/part"] = (200, "text/html", "<p>好了</p>")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#t")).to_have_text("好了")

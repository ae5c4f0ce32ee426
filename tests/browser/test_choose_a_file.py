"""A file is chosen by a button in the page's language, which shows the file's name; by hand, keys or drop."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.message_files import csv_file, message

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Served, Visit

PAGES = [
    ("alice", "/imports/messages"),
    ("dana", "/people/roster"),
    ("dana", "/policy/drafts/new"),
    ("", "/verify"),
]
LONG = "二〇二六年第三季度领导留言板办理情况（含补录和更正，县委办汇总，最终稿，勿外传）.csv"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file of messages with a long name."""
    path = tmp_path / LONG
    path.write_bytes(csv_file([message(1)]))
    return path


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("username", "path"), PAGES)
def test_the_button_and_the_name_are_in_the_pages_language(
    visit: Visit, table: Path, username: str, path: str, screen: dict[str, int]
) -> None:
    visitor = visit(username, screen)
    visitor.open(path)
    pick = visitor.page.locator(".file-pick")
    expect(pick.locator(".button")).to_have_text("选择文件")
    expect(pick.locator(".file-name")).to_have_text("还没有选择")
    visitor.page.set_input_files("input[type=file]", table)
    expect(pick.locator(".file-name")).to_have_text(LONG)
    assert visitor.width_beyond() <= 0
    visitor.page.set_input_files("input[type=file]", [])
    expect(pick.locator(".file-name")).to_have_text("还没有选择")
    assert visitor.complaints == []


@pytest.mark.parametrize(("username", "path"), PAGES)
def test_a_click_or_the_space_bar_opens_the_choice_and_the_focus_is_seen(
    visit: Visit, username: str, path: str
) -> None:
    visitor = visit(username)
    visitor.open(path)
    page = visitor.page
    for place in (".file-pick .button", ".file-name"):
        with page.expect_file_chooser():
            box = page.locator(place).bounding_box()
            assert box is not None
            page.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    with page.expect_file_chooser():
        page.locator("input[type=file]").press("Space")
    outline = "getComputedStyle(document.querySelector('.file-pick .button')).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_who_hears_the_page_is_told_the_field_the_hint_and_the_file(visit: Visit, table: Path) -> None:
    alice = visit("alice")
    alice.open("/imports/messages")
    control = alice.page.get_by_label("文件", exact=True)
    expect(control).to_have_accessible_name("文件")
    expect(control).to_have_accessible_description(
        "还没有选择 表里要有：编号、主题、答复意见、答复时间。列名不同也能认，认错了可以改。"
    )
    control.set_input_files(table)
    assert LONG in str(
        control.evaluate(
            "input => input.getAttribute('aria-describedby').split(' ')"
            ".map(id => document.getElementById(id).textContent).join(' ')"
        )
    )


def test_a_fault_is_told_at_the_control(visit: Visit) -> None:
    alice = visit("alice")
    alice.open("/imports/messages")
    alice.page.set_input_files("input[type=file]", {"name": "x.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    alice.page.fill("#minutes", "25")
    alice.page.click("main form button.primary")
    control = alice.page.locator("input[type=file]")
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description(
        re.compile("还没有选择.*“x.pdf”的内容是PDF 文档，不是表格。请上传 XLSX、CSV 或 JSON 文件。")
    )
    expect(alice.page.locator("#minutes")).to_have_value("25")


def test_in_english_it_is_english(visit: Visit) -> None:
    nobody = visit()
    nobody.open("/verify")
    nobody.page.get_by_role("button", name="English").click()
    expect(nobody.page.locator(".file-pick .button")).to_have_text("Choose a file")
    expect(nobody.page.locator(".file-name")).to_have_text("No file chosen yet")


def test_without_scripts_the_browsers_own_control_is_there(
    chromium: Browser, served: Served, table: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(served.address + "/verify")
    expect(page.locator(".file-pick .button")).to_be_hidden()
    expect(page.locator("input[type=file]")).to_have_css("opacity", "1")
    page.set_input_files("input[type=file]", table)
    page.click("main form button.primary")
    expect(page.locator(".verify-answer")).to_be_visible()
    context.close()

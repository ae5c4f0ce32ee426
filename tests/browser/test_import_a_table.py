"""A table of handled messages becomes entries that are handed in, in the browser from end to end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from playwright.sync_api import expect

from tests.message_files import HEADS, message

if TYPE_CHECKING:
    from tests.browser.conftest import Visit


def write_table(path: Path) -> Path:
    """A small XLSX file: three good rows and one without an answer's day."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    for number in (901, 902, 903):
        sheet.append(message(number))
    faulty = message(904)
    faulty[-1] = "不知道"
    sheet.append(faulty)
    book.save(path)
    return path


def test_a_table_is_brought_checked_taken_and_handed_in(visit: Visit, tmp_path: Path) -> None:
    alice, table = visit("alice"), write_table(tmp_path / "办理的留言.xlsx")
    alice.open("/imports/messages")
    alice.page.set_input_files("input[type=file]", table)
    alice.page.fill("#minutes", "半小时")
    alice.page.click("main form button.primary")
    expect(alice.page.locator(".lede")).to_contain_text("可导入 3 条，有问题 1 行")
    body = alice.page.inner_text("main")
    assert "不知道" in body
    assert "13812345678" not in body
    assert alice.width_beyond() <= 0
    alice.page.click("button:has-text('导入 3 条')")
    expect(alice.page.locator("[data-saved]")).to_contain_text("已导入 3 条草稿")
    alice.page.locator("main form button.primary").click()
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交 3 条")

    alice.open("/imports/messages")
    alice.page.set_input_files("input[type=file]", table)
    alice.page.fill("#minutes", "30")
    alice.page.click("main form button.primary")
    expect(alice.page.locator(".lede")).to_contain_text("名下已有 3 条")
    expect(alice.page.locator("button:has-text('导入 3 条')")).to_have_count(0)
    assert alice.complaints == []

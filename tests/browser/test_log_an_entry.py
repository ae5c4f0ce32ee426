"""A cadre logs entries: quickly, once, without losing a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.store.engine import make_engine
from ledger.store.rows import EntryRow
from tests.browser.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Served, Visit, Visitor

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
SUBMIT = "#entry-form button[value=submit]"


def entries(served: Served) -> int:
    """How many entries the ledger holds."""
    engine = make_engine(served.database_url)
    with Session(engine) as session:
        found = session.scalar(select(func.count()).select_from(EntryRow)) or 0
    engine.dispose()
    return found


def at_the_form(visitor: Visitor, **values: str) -> None:
    """Open the form and fill in what is named."""
    visitor.open("/entries/new?channel=online")
    for name, value in values.items():
        visitor.page.fill(f"#{name}", value)


@SCREENS
def test_a_preset_logs_an_entry_in_three_taps(visit: Visit, served: Served, screen: dict[str, int]) -> None:
    alice, before = visit("alice", screen), entries(served)
    log = alice.page.locator(".log-button:visible, nav.bottom .plus:visible").first
    log.click()
    alice.page.click(".presets a:has-text('常用')")
    assert alice.page.input_value("#minutes") != ""
    alice.page.click(SUBMIT)
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交")
    assert entries(served) == before + 1
    assert alice.width_beyond() <= 0
    assert alice.complaints == []


@SCREENS
def test_the_line_below_says_what_it_is_worth_while_one_types(visit: Visit, screen: dict[str, int]) -> None:
    alice = visit("alice", screen)
    at_the_form(alice, minutes="1:30")
    expect(alice.page.locator("#worth")).to_contain_text("本条约折算")
    alice.page.fill("#minutes", "很久")
    expect(alice.page.locator("#worth")).not_to_contain_text("本条约折算")
    assert alice.complaints == []


def test_a_double_click_logs_one_entry(visit: Visit, served: Served) -> None:
    alice, before = visit("alice"), entries(served)
    at_the_form(alice, minutes="40", done="答复了两条留言")
    alice.page.dblclick(SUBMIT)
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交")
    assert entries(served) == before + 1


def test_enter_sends_the_form_but_not_while_characters_are_composed(visit: Visit, served: Served) -> None:
    alice, before = visit("alice"), entries(served)
    at_the_form(alice, minutes="40")
    prevented = alice.page.evaluate(
        """() => [true, false].map(isComposing => !document.getElementById("reference").dispatchEvent(
             new KeyboardEvent("keydown", {key: "Enter", isComposing, bubbles: true, cancelable: true})))"""
    )
    assert prevented == [True, False]
    chrome = alice.context.new_cdp_session(alice.page)
    alice.page.focus("#reference")
    chrome.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    chrome.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    chrome.send("Input.insertText", {"text": "你"})
    assert alice.page.input_value("#reference").endswith("你")
    assert entries(served) == before
    alice.page.press("#reference", "Enter")
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交")
    assert entries(served) == before + 1


@SCREENS
def test_what_was_typed_survives_the_end_of_the_session(
    visit: Visit, served: Served, screen: dict[str, int]
) -> None:
    alice, before = visit("alice", screen), entries(served)
    at_the_form(alice, minutes="1小时10分", reference="网上编号 9", done="听到三件事，都已转办。")
    alice.context.clear_cookies()
    alice.page.click(SUBMIT)
    alice.page.wait_for_url("**/sign-in**")
    assert entries(served) == before
    alice.sign_in("alice")
    expect(alice.page.locator("#done")).to_have_value("听到三件事，都已转办。")
    assert alice.page.input_value("#minutes") == "1小时10分"
    assert alice.page.input_value("#reference") == "网上编号 9"
    alice.page.click(SUBMIT)
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交")
    assert entries(served) == before + 1


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(visit: Visit) -> None:
    alice = visit("alice")
    at_the_form(alice, minutes="25小时", done="写了很多")
    alice.page.click(SUBMIT)
    expect(alice.page.locator("#minutes-fault")).to_be_visible()
    assert alice.page.input_value("#done") == "写了很多"
    assert alice.page.input_value("#minutes") == "25小时"


def test_a_form_works_without_scripts(visit: Visit, served: Served) -> None:
    alice, before = visit("alice"), entries(served)
    plain = alice.context.browser
    assert plain is not None
    context = plain.new_context(
        java_script_enabled=False, locale="zh-CN", storage_state=alice.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{served.address}/entries/new?channel=online")
    page.fill("#minutes", "40")
    page.click(SUBMIT)
    expect(page.locator("[data-saved]")).to_contain_text("已提交")
    context.close()
    assert entries(served) == before + 1

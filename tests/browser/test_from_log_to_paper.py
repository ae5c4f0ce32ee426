"""The main walk: log, review by keyboard, look from the department, ask why, print; on both databases."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from playwright.sync_api import expect

from ledger.clock import today
from tests.databases import BACKENDS
from tests.web.scene import YEAR

if TYPE_CHECKING:
    from tests.browser.conftest import Visit, Visitor


def chosen(visitor: Visitor) -> str:
    """Which entry the queue is at."""
    return visitor.page.locator("#queue li.is-chosen input").input_value()


def waiting(visitor: Visitor) -> int:
    """How many entries wait in the queue."""
    return visitor.page.locator("#queue a").count()


def test_the_queue_is_worked_by_keys(visit: Visit) -> None:
    bob = visit("bob")
    bob.open("/reviews")
    before, first = waiting(bob), chosen(bob)
    assert before >= 2
    bob.page.keyboard.press("j")
    expect(bob.page.locator("#queue a").nth(1)).to_have_attribute("aria-current", "true")
    second = chosen(bob)
    assert second != first
    expect(bob.page.locator(f"#pane input[value='{second}']")).to_be_attached()
    bob.page.keyboard.press("k")
    expect(bob.page.locator(f"#pane input[value='{first}']")).to_be_attached()
    bob.page.keyboard.press("r")
    expect(bob.page.locator("#reason")).to_be_focused()
    bob.page.keyboard.type("ajk 请写明地点")
    assert bob.page.input_value("#reason") == "ajk 请写明地点"
    bob.page.click("#pane details[data-act=return] button")
    expect(bob.page.locator("[data-saved]")).to_contain_text("已退回 1 条")
    assert waiting(bob) == before - 1
    bob.page.keyboard.press("a")
    expect(bob.page.locator("[data-saved]")).to_contain_text("已审核 1 条")
    assert bob.page.locator("#queue a").count() == before - 2
    assert bob.complaints == []


def test_nothing_is_decided_before_the_pane_shows_it(visit: Visit) -> None:
    bob = visit("bob")
    bob.open("/reviews")
    before = waiting(bob)
    first = chosen(bob)
    bob.page.route("**/reviews/entries/**", lambda _route: None)  # the pane never comes
    bob.page.keyboard.press("j")
    assert chosen(bob) != first
    bob.page.keyboard.press("a")
    bob.page.keyboard.press("r")
    expect(bob.page.locator("#reason")).to_be_hidden()
    bob.open("/reviews")
    assert waiting(bob) == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_entry_goes_from_the_form_to_the_paper(visit: Visit, tmp_path: Path, backend: str) -> None:
    alice, words = visit("alice"), "走访三户，解决饮水问题"
    alice.open("/entries/new?channel=field")
    alice.page.fill("#place_name", "柳湾村")
    alice.page.fill("#done", words)
    alice.page.click("#entry-form button[value=submit]")
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交")

    bob = visit("bob")
    bob.open("/reviews")
    while waiting(bob):
        bob.page.click("#pane [data-act=approve]")
        bob.page.wait_for_load_state()

    dana = visit("dana")
    dana.open("/departments")
    dana.page.click("a:text-is('甲县')")
    dana.page.click("a:text-is('艾丽')")
    figure = dana.page.locator("a.why.figure").first
    reached = figure.inner_text()
    figure.click()
    expect(dana.page.locator("#why-1")).to_contain_text(reached)
    assert float(reached) > 0

    alice.open("/year")
    assert alice.page.locator("a.why.figure").first.inner_text() == reached
    with alice.page.expect_download() as download:
        alice.page.click("button:has-text('年度总结 PDF')")
    paper = tmp_path / "paper.pdf"
    download.value.save_as(paper)
    reader = pypdf.PdfReader(io.BytesIO(paper.read_bytes()))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    required = alice.page.locator(".standing-figures").first.locator(".figure").nth(1).inner_text()
    assert f"{reached}/{required}" in text or (reached in text and required in text)
    assert words in text
    assert f"{today().year}年" in text
    assert [one.complaints for one in (alice, bob, dana)] == [[], [], []]


def test_a_figure_opens_into_its_derivation_and_a_page_of_its_own(visit: Visit) -> None:
    alice = visit("alice")
    alice.open("/year")
    figure = alice.page.locator("a.why.figure").first
    target = figure.get_attribute("href")
    assert target is not None
    figure.click()
    expect(alice.page.locator("#why-1 .derivation").first).to_be_visible()
    assert f"/years/{today().year}" in alice.page.url
    alice.open(target)
    expect(alice.page.locator(".derivation").first).to_be_visible()
    assert today().year >= YEAR
    assert alice.complaints == []

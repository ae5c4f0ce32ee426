"""What somebody sets for themselves: language and size of type, on a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

SCREENS = pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])


@SCREENS
@pytest.mark.parametrize("username", ["", "alice"], ids=["nobody", "alice"])
def test_the_language_is_switched_and_switched_back(
    visit: Visit, username: str, screen: dict[str, int]
) -> None:
    visitor = visit(username, screen)
    visitor.open("/year" if username else "/verify")
    place = visitor.page.url
    visitor.page.click("footer button:has-text('English')")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    assert visitor.page.url == place
    assert visitor.width_beyond() <= 0
    visitor.page.click("footer button:has-text('中文')")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert visitor.complaints == []


@SCREENS
def test_large_type_is_larger_and_fits(visit: Visit, screen: dict[str, int]) -> None:
    alice = visit("alice", screen)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = alice.page.evaluate(size)
    alice.page.click("details.menu summary")
    alice.page.click("details.menu button:has-text('大字号')")
    expect(alice.page.locator("html")).to_have_class("large-type")
    assert alice.page.evaluate(size) > before
    for path in ("/year", "/entries", "/entries/new", "/outcomes/new", "/policy"):
        alice.open(path)
        assert alice.width_beyond() <= 0, path
    alice.page.click("details.menu summary")
    alice.page.click("details.menu button:has-text('常规字号')")
    expect(alice.page.locator("html")).not_to_have_class("large-type")
    assert alice.complaints == []


@SCREENS
def test_signing_out_leaves_nothing_behind(visit: Visit, screen: dict[str, int]) -> None:
    alice = visit("alice", screen)
    alice.open("/entries")
    alice.page.click("details.menu summary")
    alice.page.click("details.menu button:has-text('退出登录')")
    alice.page.wait_for_url("**/sign-in")
    alice.open("/entries")
    assert "/sign-in" in alice.page.url
    alice.page.go_back()
    expect(alice.page.locator("table")).to_have_count(0)
    assert alice.page.evaluate("sessionStorage.length") == 0

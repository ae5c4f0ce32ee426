"""Whoever is signed out while typing finds the words again, in that form and in no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Visit

REASON = "请补上留言的编号，并写明怎样答复。"


def test_a_reviewer_who_has_to_sign_in_again_finds_the_reason(visit: Visit) -> None:
    alice, bob = visit("alice"), visit("bob", PHONE)
    alice.open("/entries/new?channel=online")
    alice.page.fill("#minutes", "40")
    alice.page.click("#entry-form button[value=submit]")
    expect(alice.page.locator("[data-saved]")).to_contain_text("已提交")
    bob.open("/reviews")
    send_back = bob.page.locator(".decide details button")
    approve = bob.page.locator("[data-act=approve]")
    assert approve.bounding_box() is not None
    expect(approve).to_be_in_viewport(ratio=1)
    bob.page.click(".decide summary")
    send_back.click()
    assert bob.page.locator("#reason").evaluate("area => area.validity.valueMissing")
    bob.page.fill("#reason", REASON)
    bob.context.clear_cookies()
    send_back.click()
    bob.page.wait_for_url("**/sign-in**")
    bob.sign_in("bob")
    expect(bob.page.locator("#reason")).to_have_value(REASON)
    expect(bob.page.locator("#reason")).to_be_visible()
    send_back.click()
    expect(bob.page.locator("[data-saved]")).to_contain_text("已退回 1 条")


def test_an_opinion_that_was_not_sent_is_there_again_until_it_was_sent(visit: Visit) -> None:
    alice = visit("alice")
    alice.open("/suggestions/new")
    alice.page.fill("#words", REASON)
    alice.open("/entries")
    alice.open("/suggestions/new")
    expect(alice.page.locator("#words")).to_have_value(REASON)
    alice.page.click("main form button.primary")
    expect(alice.page.locator("[data-saved]")).to_be_visible()
    alice.open("/suggestions/new")
    expect(alice.page.locator("#words")).to_have_value("")


def test_what_was_typed_for_one_person_never_stands_in_the_form_of_another(visit: Visit) -> None:
    dana = visit("dana")
    dana.open("/people")
    links = dana.page.locator("table.ledger tbody td.first a")
    first, second = (links.nth(at).get_attribute("href") for at in range(2))
    dana.open(f"{first}/appoint")
    dana.page.fill("#post", "副县长")
    dana.open(f"{second}/appoint")
    assert dana.page.input_value("#post") != "副县长"
    dana.open(f"{first}/appoint")
    expect(dana.page.locator("#post")).to_have_value("副县长")
    dana.page.click("p.notice:has-text('已恢复') button")
    assert dana.page.input_value("#post") != "副县长"
    dana.open(f"{first}/appoint")
    expect(dana.page.locator("p.notice")).to_have_count(0)
    assert dana.page.input_value("#post") != "副县长"

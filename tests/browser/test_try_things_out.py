"""The labs in a browser: a slider is turned; the answer and the address follow, on a desk and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Visit, Visitor


def calm(visitor: Visitor) -> None:
    """No complaint of the browser, nothing wider than the screen, nothing that axe finds."""
    assert visitor.complaints == []
    assert visitor.width_beyond() <= 0
    found = Axe().run(visitor.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_slider_is_turned_and_the_answer_follows(visit: Visit, screen: dict[str, int]) -> None:
    visitor = visit("dana", screen)
    visitor.open("/departments")
    visitor.page.click("a.button:has-text('试算')")
    visitor.page.wait_for_load_state()  # a key before the scripts are there would be heard by nobody
    slider = visitor.page.locator('input[data-slides="requirement-2-at_least"]')
    field = visitor.page.locator("#requirement-2-at_least")
    assert field.input_value() == "60天"

    slider.press("ArrowLeft")

    visitor.page.wait_for_url(re.compile("requirement-2-at_least=55d"))
    assert field.input_value() == "55天"
    assert slider.get_attribute("aria-valuetext") == "55天"
    assert "这样改" in visitor.page.inner_text("#lab-said")
    calm(visitor)
    visitor.page.reload()
    assert field.input_value() == "55天"


def test_a_fault_comes_to_its_field_and_goes(visit: Visit) -> None:
    visitor = visit("dana")
    visitor.open("/departments")
    visitor.page.click("a.button:has-text('试算')")
    visitor.page.fill("#exchange-1-rate", "3")
    visitor.page.press("#exchange-1-rate", "Tab")
    fault = visitor.page.locator("#exchange-1-rate-fault")
    fault.get_by_text("generous").wait_for()
    calm(visitor)

    visitor.page.fill("#exchange-1-rate", "1/3")
    visitor.page.press("#exchange-1-rate", "Tab")

    visitor.page.wait_for_url(re.compile("exchange-1-rate=1/3"))
    fault.wait_for(state="hidden")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_cadre_thinks_of_days_in_the_field(visit: Visit, screen: dict[str, int]) -> None:
    visitor = visit("alice", screen)
    visitor.open("/year")
    visitor.page.click("a.button:has-text('试算')")
    visitor.page.fill("#visits-0-days", "4")
    visitor.page.press("#visits-0-days", "Tab")

    visitor.page.wait_for_url(re.compile("visits-0-days=4"))
    visitor.page.locator("#lab-said").get_by_text("如果这样做").wait_for()
    assert "4 天 → 计 4 天" in visitor.page.inner_text("#lab-result")
    calm(visitor)

    visitor.page.click("#lab-form button.primary")
    visitor.page.wait_for_selector("#visits-1-days")
    assert visitor.page.input_value("#visits-0-days") == "4"

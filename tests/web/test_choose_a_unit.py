"""A unit is chosen from a list; where they are many, by its name, which works without scripts as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Browser, SignIn

POSTING = {"name": "张喆", "post": "副乡长", "rank": "142", "begins_on": "2026-07-01", "position": "3"}


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.store.readings_units.MOST_LISTED", 2)


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/people", "/people/new", "/units/new", "/batches", "/policy/drafts/new"])
def test_no_page_lists_many_units(browse: SignIn, path: str) -> None:
    html = page(browse("dana"), path)
    assert "甲县</option>" not in html
    assert 'hx-get="/units/find"' in html


def test_names_are_suggested_of_ones_own_subtree_alone(browse: SignIn) -> None:
    assert re.findall('value="([^"]*)"', page(browse("dana"), "/units/find?unit=县")) == [
        "市 / 甲县",
        "市 / 乙县",
    ]
    assert "value" not in page(browse("olga"), "/units/find?unit=县")
    assert "value" not in page(browse("dana"), "/units/find?unit=%00")


def test_a_unit_that_is_typed_is_found(browse: SignIn) -> None:
    dana = browse("dana")
    answer = dana.post("/people/new", POSTING | {"unit": "市 / 甲县 / 乡"})
    assert answer.status_code == 302
    assert "乡" in page(dana, answer.headers["Location"])


def test_among_several_one_is_chosen(browse: SignIn) -> None:
    dana = browse("dana")
    asked = dana.post("/people/new", POSTING | {"unit": "县"})
    html = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "有几个相符的" in html
    assert 'value="张喆"' in html
    choices = dict(re.findall(r'type="radio"[^>]*name="unit" value="([a-z0-9]{14})"> ([^<]+)<', html))
    assert list(choices.values()) == ["市 / 甲县", "市 / 乙县"]
    chosen = next(code for code, name in choices.items() if name == "市 / 乙县")
    answer = dana.post("/people/new", POSTING | {"unit": ["县", chosen]})
    assert answer.status_code == 302
    assert "乙县" in page(dana, answer.headers["Location"])


@pytest.mark.parametrize("typed", ["国", "省", "查无此县", "", "\x00"])
def test_what_is_not_ones_own_is_not_found(browse: SignIn, typed: str) -> None:
    assert browse("dana").post("/people/new", POSTING | {"unit": typed}).status_code == 422


def test_people_are_listed_by_the_unit_that_was_typed(browse: SignIn) -> None:
    dana = browse("dana")
    below = page(dana, "/people?unit=甲县")
    assert "共 4 人" in below
    assert 'value="市 / 甲县"' in below
    several = page(dana, "/people?unit=县")
    assert "有几个相符的" in several
    assert "艾丽" not in several


def test_the_tree_is_opened_level_by_level(browse: SignIn) -> None:
    dana = browse("dana")
    html = page(dana, "/units")
    assert re.findall(r'href="/people\?unit=[a-z0-9]{14}">([^<]+)<', html) == ["市", "甲县", "乙县"]
    below = re.findall(r'href="(/units\?unit=[a-z0-9]{14})">下级单位', html)
    assert len(below) == 1
    html = page(dana, below[0])
    assert re.findall(r'href="/people\?unit=[a-z0-9]{14}">([^<]+)<', html) == ["甲县", "乡"]
    assert "甲县" not in page(browse("olga"), below[0])
    assert dana.get("/units?unit=nothing").status_code == 404

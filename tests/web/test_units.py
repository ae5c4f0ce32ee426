"""The tree of units of one's own subtree: seen, added to, changed."""

from __future__ import annotations

import re

from tests.conftest import Browser, SignIn


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def names(browser: Browser) -> list[str]:
    return re.findall(r'href="/people\?unit=[a-z0-9]{14}">([^<]+)<', page(browser, "/units"))


def edit_path(browser: Browser, name: str) -> str:
    found = re.search(rf'>{name}</a>.*?href="(/units/[a-z0-9]{{14}})"', page(browser, "/units"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_subtree_is_shown_and_nothing_above_or_beside_it(browse: SignIn) -> None:
    assert names(browse("dana")) == ["市", "甲县", "乡", "乙县"]
    assert names(browse("olga")) == ["国"]


def test_a_unit_is_added_and_put_first(browse: SignIn) -> None:
    dana = browse("dana")
    parent = edit_path(dana, "市").rsplit("/", 1)[1]
    data = {"parent": parent, "name": "丙县", "level": "county", "position": "1"}
    assert dana.post("/units/new", data).status_code == 302
    assert names(dana) == ["市", "甲县", "乡", "乙县", "丙县"]
    path = edit_path(dana, "丙县")
    assert dana.post(path, {"name": "丙区", "level": "county", "position": "1"}).status_code == 302
    assert names(dana) == ["市", "丙区", "甲县", "乡", "乙县"]


def test_a_double_click_adds_one_unit(browse: SignIn) -> None:
    dana = browse("dana")
    parent = edit_path(dana, "市").rsplit("/", 1)[1]
    data = dana.hidden("/units/new") | {"parent": parent, "name": "丙县", "level": "county", "position": "1"}
    assert [dana.client.post("/units/new", data=data).status_code for _ in range(2)] == [302, 302]
    assert names(dana).count("丙县") == 1


def test_a_name_that_is_taken_is_refused_at_its_field(browse: SignIn) -> None:
    dana = browse("dana")
    answer = dana.post(edit_path(dana, "乙县"), {"name": "甲县", "level": "county", "position": "2"})
    html = answer.get_data(as_text=True)
    assert (answer.status_code, "同一上级下已有" in html, 'value="甲县"' in html) == (422, True, True)


def test_units_of_elsewhere_are_not_found(browse: SignIn) -> None:
    path = edit_path(browse("olga"), "国")
    dana = browse("dana")
    assert dana.get(path).status_code == 404
    assert dana.post(path, {"name": "x"}, page="/units/new").status_code == 404
    outside = {"parent": path.rsplit("/", 1)[1], "name": "丙县", "level": "county", "position": "1"}
    assert dana.post("/units/new", outside).status_code == 422

"""All pages of each role in a browser: quiet, as wide as the screen, and open to assistive technology."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE
from tests.crawl import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Visit, Visitor

EVERYBODY = ["", "alice", "eve", "bob", "dana", "sam", "sue", "ada"]
THUMB = """() => {
  const box = (node) => node.getBoundingClientRect();
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && box(node).right > 0;
  const said = (node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 20)}`;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const room = (node) => (/checkbox|radio/.test(node.type) && node.labels[0]) || node;
  const low = all("a[href], button, summary, select, textarea, input:not([type=hidden])")
    .filter((node) => box(room(node)).height < 43.5);
  const accent = (node) => getComputedStyle(node).backgroundColor === "rgb(179, 64, 42)";
  const accents = all("a, button").filter(accent);
  const narrow = (node) => node.textContent.trim().length > 3
    && box(node).width < 30 && box(node).height > 60;
  const squeezed = all("main td *, main dd *").filter(narrow);
  const outside = all("details.menu").filter((menu) => {
    menu.open = true;
    const body = box(menu.querySelector(".menu-body"));
    menu.open = false;
    return body.left < 0 || body.right > innerWidth || body.width < 120;
  });
  const found = { low, squeezed, outside, accents: accents.slice(1) };
  return Object.fromEntries(Object.entries(found).map(([what, nodes]) => [what, nodes.map(said)]));
}"""
"""What is too low for a thumb, words squeezed into a column of single characters, menus that open beyond the
screen, a second thing in the accent."""
FILES = (".toml", ".pdf", ".csv", ".xlsx", ".json")


def pages_of(visitor: Visitor, *, of_each: int = 1) -> Iterator[str]:
    """The pages to which links lead, each kind of address so many times; each is open when it is given."""
    waiting, opened = deque(["/", "/verify"]), dict[str, int]()
    while waiting:
        path = waiting.popleft()
        if opened.get(kind_of(path), 0) >= of_each or path.partition("?")[0].endswith(FILES):
            continue
        opened[kind_of(path)] = opened.get(kind_of(path), 0) + 1
        visitor.open(path)
        yield path
        found = visitor.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        for target in found:
            parts = urlsplit(target)
            if target.startswith(visitor.address):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))


@pytest.mark.parametrize("username", EVERYBODY, ids=[name or "nobody" for name in EVERYBODY])
def test_pages_on_a_desk_are_quiet_and_accessible(visit: Visit, username: str) -> None:
    visitor, axe = visit(username, DESK), Axe()
    found = []
    for path in pages_of(visitor):
        result = axe.run(visitor.page)
        for violation in result.response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            found.append(f"{path}: {violation['id']} {targets}")
        assert visitor.width_beyond() <= 0, path
    assert found == []
    assert visitor.complaints == []


@pytest.mark.parametrize("username", EVERYBODY, ids=[name or "nobody" for name in EVERYBODY])
def test_pages_on_a_phone_fit_the_screen_and_the_thumb(visit: Visit, username: str) -> None:
    visitor = visit(username, PHONE)
    wide, awkward = {}, {}
    for path in pages_of(visitor):
        wide[path] = visitor.width_beyond()
        awkward[path] = {what: found for what, found in visitor.page.evaluate(THUMB).items() if found}
    assert {path: beyond for path, beyond in wide.items() if beyond > 0} == {}
    assert {path: found for path, found in awkward.items() if found} == {}
    assert visitor.complaints == []

"""A walk through all pages that links lead to, as the holder of a session."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

if TYPE_CHECKING:
    from flask.testing import FlaskClient

NAME = re.compile(r"[a-hj-km-np-z2-9]{14}")
MOST = 150
"""How many pages a walk opens; more of the same kind say nothing new."""


@dataclass
class Seen(HTMLParser):
    """What a page holds: tags with attributes, words, and what is written inside scripts and styles."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    within: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag in ("script", "style"):
            self.within = tag

    def handle_endtag(self, tag: str) -> None:
        """Leave a script or style."""
        if tag == self.within:
            self.within = ""

    def handle_data(self, data: str) -> None:
        """Note words, or what is inline."""
        (self.inline if self.within else self.words).append(data.strip())

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join(word for word in self.words if word)


@dataclass(frozen=True)
class Page:
    """A page that was opened."""

    path: str
    status: int
    headers: dict[str, str]
    html: str

    def read(self) -> Seen:
        """What it holds."""
        found = Seen()
        found.feed(self.html)
        return found


def walk(client: FlaskClient, *starts: str) -> Iterator[Page]:
    """The pages reached from some addresses by links, each kind of address a few times."""
    waiting, known, opened = deque(starts), set(starts), dict[str, int]()
    while waiting and sum(opened.values()) < MOST:
        path = waiting.popleft()
        if opened.get(kind_of(path), 0) >= 2:
            continue
        opened[kind_of(path)] = opened.get(kind_of(path), 0) + 1
        answer = client.get(path)
        if answer.status_code == 302:
            waiting.appendleft(urljoin(path, answer.headers["Location"]))
            continue
        if answer.mimetype != "text/html":
            continue
        page = Page(path, answer.status_code, dict(answer.headers), answer.get_data(as_text=True))
        yield page
        for target in links(page):
            if target not in known:
                known.add(target)
                waiting.append(target)


def links(page: Page) -> Iterator[str]:
    """Where the links of a page lead, within our own pages."""
    for tag, attributes in page.read().tags:
        target = urljoin(page.path, attributes.get("href", "").partition("#")[0])
        if tag == "a" and target.startswith("/"):
            yield target


def kind_of(path: str) -> str:
    """What an address is about, without whose it is: names and values left out."""
    parts = urlsplit(path)
    asked = ",".join(sorted(name for name, _value in parse_qsl(parts.query)))
    return NAME.sub("·", parts.path) + "?" + asked

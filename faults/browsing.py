"""People who send forms over the wire, and send them again until they are told what came of them."""

from __future__ import annotations

import http.client
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from ledger.clock import today
from tests.cast import PASSWORD

HOST = "127.0.0.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 15.0
UNSURE = "不知道是否已经保存"
"""What the page says where the database broke away at COMMIT."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    location: str
    body: str


@dataclass
class Person:
    """Somebody signed in at a port; every request has a connection of its own."""

    port: int
    username: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    patience: float = PATIENCE

    def ask(self, method: str, path: str, fields: object = None) -> Reply:
        """The answer to one request. Raises OSError or HTTPException where none comes."""
        if fields is None:
            return self._send(method, path, None, {})
        return self._send(method, path, urlencode(fields, errors="surrogatepass").encode(), FORM)  # type: ignore[arg-type]

    def bring(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Reply:
        """The answer to a form with a file."""
        mark = uuid.uuid4().hex
        head = f"--{mark}\r\nContent-Disposition: form-data; name="
        parts = [f'{head}"{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
        file = f'{head}"file"; filename="{name}"\r\n\r\n'.encode() + content
        body = b"".join([*parts, file, f"\r\n--{mark}--\r\n".encode()])
        return self._send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def _send(self, method: str, path: str, body: bytes | None, heads: dict[str, str]) -> Reply:
        link = http.client.HTTPConnection(HOST, self.port, timeout=self.patience)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            link.request(method, path, body, {"Cookie": cookie} | heads)
            answer = link.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            return Reply(answer.status, answer.getheader("Location") or "", text)
        finally:
            link.close()

    def sign_in(self) -> Person:
        """Sign in, and learn the token of this session's forms."""
        token = found(self.ask("GET", "/sign-in").body)
        known = {"csrf_token": token, "form_key": uuid.uuid4().hex, "username": self.username}
        reply = self.ask("POST", "/sign-in", known | {"password": PASSWORD})
        if reply.status != 302:
            raise RuntimeError(f"{self.username} could not sign in: {reply.status}")
        self.token = found(self.ask("GET", "/suggestions/new").body)
        return self

    def entry(self, key: str, **more: str) -> dict[str, str]:
        """The form of a sitting with this key, handed in at once."""
        return {
            "csrf_token": self.token,
            "form_key": key,
            "begins_on": today().isoformat(),
            "minutes": "1",
            "mode": "reply",
            "platform": "liuyanban",
            "reference": key,
            "done": "答复留言",
            "then": "submit",
        } | more


def found(page: str) -> str:
    """The token on a page."""
    match = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
    if match is None:
        raise RuntimeError("no form on this page")
    return match[1]


@dataclass
class Watch:
    """What people were told, counted over all of them."""

    acknowledged: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    unhandled: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def note(self, reply: Reply) -> bool:
        """Whether a form was accepted; a bare failure or a stack trace is kept as unhandled."""
        unsure = reply.status == 503 and UNSURE in reply.body
        self.statuses[f"{reply.status} 不知道" if unsure else str(reply.status)] += 1
        if reply.status == 500 or "Traceback" in reply.body:
            self.unhandled.append(reply.body[:300])
        if reply.status == 503 and not unsure and "没有保存" not in reply.body:
            self.unhandled.append(reply.body[:300])
        return reply.status == 302 and "sign-in" not in reply.location


def keep_logging(person: Person, watch: Watch, most: int = 100_000) -> None:
    """Log entries one after another, each sent again under its key until it is accepted."""
    for _ in range(most):
        key = uuid.uuid4().hex
        while not watch.stop.is_set():
            try:
                if watch.note(person.ask("POST", "/entries/new?channel=online", person.entry(key))):
                    watch.acknowledged.add(key)
                    break
            except (OSError, http.client.HTTPException) as error:
                watch.statuses[type(error).__name__] += 1
            time.sleep(0.05)
        if watch.stop.is_set():
            return


def keep_approving(person: Person, watch: Watch) -> None:
    """Approve what waits, page by page, each form sent again until it is answered."""
    while not watch.stop.is_set():
        try:
            page = person.ask("GET", "/reviews")
            names = re.findall(r'name="entry"[^>]*value="([0-9a-z]{14})"', page.body)[:20]
            fields = [("csrf_token", person.token), ("form_key", uuid.uuid4().hex)]
            if names:
                watch.note(person.ask("POST", "/reviews/approve", [*fields, *(("entry", n) for n in names)]))
        except (OSError, http.client.HTTPException) as error:
            watch.statuses[type(error).__name__] += 1
        watch.stop.wait(0.1)


def at_work(port: int, writers: tuple[str, ...], watch: Watch, reviewer: str = "") -> list[threading.Thread]:
    """Threads of people at work, started; they end when the watch says stop."""
    people = [threading.Thread(target=keep_logging, args=(Person(port, n).sign_in(), watch)) for n in writers]
    if reviewer:
        bob = Person(port, reviewer).sign_in()
        people.append(threading.Thread(target=keep_approving, args=(bob, watch)))
    for one in people:
        one.start()
    return people

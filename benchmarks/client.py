"""A browser as thin as can be: one kept connection, cookies, the hidden fields of forms."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.server import HOST

PIECE = 1 << 18


class Answer(NamedTuple):
    """An answer with the milliseconds that it took."""

    status: int
    head: str
    body: bytes
    ms: float


@dataclass
class Client:
    """One person's connection to a server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    link: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """The page at a path, redirects not followed."""
        return self.send("GET", path, b"")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """The answer to a form."""
        return self.send("POST", path, urlencode(fields).encode())

    def send(self, method: str, path: str, body: bytes) -> Answer:
        """The answer to a request on the kept connection, which is made anew where the server ended it."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nCookie: {cookies}\r\n{kind}"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        begin = time.perf_counter()
        kept = self.link is not None
        if self.link is None:
            self.link = socket.create_connection((HOST, self.port), timeout=60)
            self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.link.sendall(request)
            head, content = _received(self.link)
        except ConnectionError:
            if not kept:
                raise
            self.link = None  # it lay idle too long and was ended; as browsers do, once more
            return self.send(method, path, body)
        answer = Answer(int(head[9:12]), head, content, (time.perf_counter() - begin) * 1000)
        for name, value in re.findall(r"(?im)^set-cookie: ([^=]+)=([^;]*)", head):
            self.cookies[name] = value
        if re.search(r"(?im)^connection: close", head):
            self.link.close()
            self.link = None
        return answer

    def token(self, path: str) -> str:
        """The token by which the forms of a page are known to be ours."""
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]*)"', self.get(path).body)
        if found is None:
            raise LookupError(f"no form on {path}")
        return found[1].decode()


def signed_in(port: int, username: str, password: str) -> Client:
    """A client in which this person is signed in."""
    client = Client(port)
    known = {"csrf_token": client.token("/sign-in"), "form_key": username}
    answer = client.post("/sign-in", known | {"username": username, "password": password})
    if answer.status != 302:
        raise LookupError(f"{username} could not sign in: {answer.status}")
    return client


def _received(link: socket.socket) -> tuple[str, bytes]:
    """The head and the body of one answer; waitress always says how long it is."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(link)
    raw, _, body = got.partition(b"\r\n\r\n")
    head = raw.decode("latin-1")
    length = re.search(r"(?im)^content-length: (\d+)", head)
    parts, left = [body], int(length[1]) - len(body) if length else 0
    while left > 0:
        part = _some(link)
        parts.append(part)
        left -= len(part)
    return head, b"".join(parts)


def _some(link: socket.socket) -> bytes:
    part = link.recv(PIECE)
    if not part:
        raise ConnectionError("the server ended the connection")
    return part

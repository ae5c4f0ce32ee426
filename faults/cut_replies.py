"""Replies are lost after COMMIT: a proxy lets each form through and drops what comes back, now and then."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from faults.at_work import WRITERS
from faults.browsing import HOST, Watch, at_work
from faults.outcome import Outcome, counted
from faults.standing import Standing
from tests.databases import Databases

DROPPED = 0.5
"""How much of what comes back to forms is dropped."""


class Proxy:
    """Between people and a server, on a port of its own."""

    def __init__(self, port: int) -> None:
        self.target, self.dropped = port, 0
        self.listener = socket.create_server((HOST, 0))
        self.port = int(self.listener.getsockname()[1])
        self.is_cutting = False

    def run(self) -> None:
        """Take one connection after another, until the listener is closed."""
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(link,), daemon=True).start()

    def carry(self, link: socket.socket) -> None:
        """One request there, and its reply back or not."""
        with link, socket.create_connection((HOST, self.target), timeout=30) as server:
            request = whole(link)
            server.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
            reply = b""
            while part := server.recv(65536):
                reply += part
            if self.is_cutting and request.startswith(b"POST") and random.random() < DROPPED:
                self.dropped += 1
                return
            link.sendall(reply)


def whole(link: socket.socket) -> bytes:
    """A request with all of its body."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = link.recv(65536)
        if not part:
            return got
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        part = link.recv(65536)
        got, body = got + part, body + part
    return got


@contextmanager
def between(port: int) -> Iterator[Proxy]:
    """A proxy before a server."""
    proxy = Proxy(port)
    threading.Thread(target=proxy.run, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.listener.close()


def lost_replies(databases: Databases, *, short: bool) -> Outcome:
    """Half of all replies to forms never arrive; people send the same form again."""
    standing, watch = Standing(databases), Watch()
    try:
        with standing.served(), between(standing.port) as proxy:
            people = at_work(proxy.port, WRITERS, watch)
            proxy.is_cutting = True
            time.sleep(5 if short else 40)
            proxy.is_cutting = False
            watch.stop.set()
            for one in people:
                one.join(60)
        return counted(standing, watch, proxy.dropped)
    finally:
        standing.remove()
